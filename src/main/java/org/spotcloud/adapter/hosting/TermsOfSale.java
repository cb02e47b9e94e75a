package org.spotcloud.adapter.hosting;

import java.util.OptionalLong;
import org.spotcloud.adapter.machines.Selling;
import org.spotcloud.adapter.machines.SellingTerms;
import org.spotcloud.adapter.settings.SellSettings;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The terms of sale by the operator's settings. */
@Component
class TermsOfSale implements Selling {
    private final SellSettings settings;

    TermsOfSale(SellSettings settings) {
        this.settings = settings;
    }

    @Override
    public SellingTerms terms() {
        return new SellingTerms(
                settings.paused(),
                ceiling(settings.maxMachines()),
                ceiling(settings.maxVcpus()),
                ceiling(settings.maxMemory()),
                ceiling(settings.maxStorage()));
    }

    private static OptionalLong ceiling(Integer most) {
        return most == null ? OptionalLong.empty() : OptionalLong.of(most);
    }

    private static OptionalLong ceiling(DataSize most) {
        return most == null ? OptionalLong.empty() : OptionalLong.of(most.toMegabytes());
    }
}

package org.spotcloud.adapter.catalog;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes over the cloud's instance types as hardware templates, at the start and then every five minutes. */
@Component
class CatalogSync {
    private static final Logger log = LoggerFactory.getLogger(CatalogSync.class);

    private final InstanceTypes types;
    private final HardwareTemplates templates;
    private final Offers offers;
    private List<String> unmatchedBefore = List.of();
    private boolean noneBefore;

    CatalogSync(InstanceTypes types, HardwareTemplates templates, Offers offers) {
        this.types = types;
        this.templates = templates;
        this.offers = offers;
    }

    @Scheduled(fixedDelay = 300_000)
    void sync() {
        try {
            List<InstanceType> present = types.list();
            templates.sync(present, offers);
            tellNone(present.isEmpty());
            tellUnmatched(
                    offers.unmatched(present.stream().map(InstanceType::name).toList()));
        } catch (RuntimeException e) {
            // what was known stays on offer while the cloud is silent
            log.warn("The instance types could not be taken over: {}", e.getMessage());
        }
    }

    /** Once, until it changes. */
    private void tellUnmatched(List<String> unmatched) {
        if (!unmatched.isEmpty() && !unmatched.equals(unmatchedBefore)) {
            log.warn(
                    "spotcloud.sell.instance-types names what the cloud does not have: {}",
                    String.join(", ", unmatched));
        }
        unmatchedBefore = unmatched;
    }

    /** Once, until there are some. */
    private void tellNone(boolean none) {
        if (none && !noneBefore) {
            log.warn("There is nothing to order: the cloud lists no instance types, and spotcloud.cloud.instance-types"
                    + " names none");
        }
        noneBefore = none;
    }
}

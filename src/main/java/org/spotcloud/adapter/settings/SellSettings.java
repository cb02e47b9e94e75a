package org.spotcloud.adapter.settings;

import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is sold, and how much of it at the most; null where there is no ceiling. A machine counts from its order until
 * nothing is left of it in the cloud.
 *
 * @param paused whether new orders are refused; all that was ordered goes on
 * @param maxMachines machines at the same time
 * @param maxVcpus their vCPUs together
 * @param maxMemory their memory together
 * @param maxStorage their disks together
 */
@ConfigurationProperties("spotcloud.sell")
public record SellSettings(
        @DefaultValue("false") boolean paused,
        Integer maxMachines,
        Integer maxVcpus,
        DataSize maxMemory,
        DataSize maxStorage) {
    public SellSettings {
        Stream.of(maxMachines, maxVcpus).forEach(SellSettings::requireNotNegative);
        Stream.of(maxMemory, maxStorage)
                .forEach(size -> requireNotNegative(size == null ? null : (Number) size.toBytes()));
    }

    private static void requireNotNegative(Number ceiling) {
        if (ceiling != null && ceiling.longValue() < 0) {
            throw new IllegalArgumentException(
                    "a ceiling of spotcloud.sell is %d, expected 0 or more; without a ceiling"
                                    .formatted(ceiling.longValue())
                            + " leave it away");
        }
    }
}

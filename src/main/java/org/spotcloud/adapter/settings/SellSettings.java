package org.spotcloud.adapter.settings;

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
        requireNotNegative("max-machines", maxMachines);
        requireNotNegative("max-vcpus", maxVcpus);
        requireNotNegative("max-memory", maxMemory == null ? null : maxMemory.toBytes());
        requireNotNegative("max-storage", maxStorage == null ? null : maxStorage.toBytes());
    }

    private static void requireNotNegative(String name, Number ceiling) {
        if (ceiling != null && ceiling.longValue() < 0) {
            throw new IllegalArgumentException(
                    "spotcloud.sell.%s is %d, expected 0 or more; without it there is no ceiling"
                            .formatted(name, ceiling.longValue()));
        }
    }
}

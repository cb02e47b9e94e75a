package org.spotcloud.adapter.settings;

import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is sold, and how much of it at the most; null where there is no ceiling. A machine counts from its order until
 * nothing is left of it in the cloud.
 *
 * @param paused whether new orders are refused; all that was ordered goes on
 * @param instanceTypes names of the instance types on offer; {@code *} stands for any characters
 * @param architectures on which they are offered: {@code i386}, {@code x86_64} or both
 * @param maxMachines machines at the same time
 * @param maxVcpus their vCPUs together
 * @param maxMemory their memory together
 * @param maxStorage their disks together
 */
@ConfigurationProperties("spotcloud.sell")
public record SellSettings(
        @DefaultValue("false") boolean paused,
        @DefaultValue("*") List<String> instanceTypes,
        @DefaultValue({"i386", "x86_64"}) List<String> architectures,
        Integer maxMachines,
        Integer maxVcpus,
        DataSize maxMemory,
        DataSize maxStorage) {
    private static final Set<String> ARCHITECTURES = Set.of("i386", "x86_64");

    public SellSettings {
        instanceTypes = List.copyOf(instanceTypes);
        architectures = List.copyOf(architectures);
        requireArchitectures(architectures);
        requireNotNegative("max-machines", maxMachines);
        requireNotNegative("max-vcpus", maxVcpus);
        requireNotNegative("max-memory", maxMemory == null ? null : maxMemory.toBytes());
        requireNotNegative("max-storage", maxStorage == null ? null : maxStorage.toBytes());
    }

    private static void requireArchitectures(List<String> names) {
        names.stream().filter(name -> !ARCHITECTURES.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "spotcloud.sell.architectures names %s, expected i386, x86_64 or both".formatted(name));
        });
    }

    private static void requireNotNegative(String name, Number ceiling) {
        if (ceiling != null && ceiling.longValue() < 0) {
            throw new IllegalArgumentException(
                    "spotcloud.sell.%s is %d, expected 0 or more; without it there is no ceiling"
                            .formatted(name, ceiling.longValue()));
        }
    }
}

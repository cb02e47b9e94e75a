package org.spotcloud.sandbox.ec2;

import java.util.List;

/**
 * An instance type that the cloud offers.
 *
 * @param memory MiB
 * @param disk GB
 */
public record InstanceType(String name, int vcpus, int memory, int disk) {
    static final List<InstanceType> ALL = List.of(
            new InstanceType("m1.tiny", 1, 512, 1),
            new InstanceType("m1.small", 1, 2048, 20),
            new InstanceType("m1.medium", 2, 4096, 40),
            new InstanceType("m1.large", 4, 8192, 80),
            new InstanceType("m1.xlarge", 8, 16384, 160),
            new InstanceType("t3.micro", 2, 1024, 8),
            new InstanceType("t3.small", 2, 2048, 20));

    static InstanceType named(String name) throws Ec2Error {
        return ALL.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Ec2Error.invalidValue("InstanceType", name, "%(reason)s"));
    }
}

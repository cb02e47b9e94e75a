package org.spotcloud.adapter.catalog;

import java.util.Objects;
import java.util.UUID;

/** What a buyer can order: an instance type on an architecture, under a UUID that never changes. */
public record HardwareTemplate(UUID id, InstanceType type, Architecture architecture, boolean offered) {
    /** The only hypervisor name that the protocol knows. */
    public static final String HYPERVISOR_NAME = "kvm-hvm";

    public HardwareTemplate {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(architecture, "architecture");
    }

    /** {@code <instance type>.<architecture>}. */
    public String name() {
        return type.name() + "." + architecture;
    }
}

package org.spotcloud.adapter.machines;

import java.util.List;
import java.util.Optional;

/** Port: the public addresses of the cloud's project. Every call throws {@link org.spotcloud.adapter.catalog.Fault}. */
public interface Addresses {
    /**
     * An address that is allocated to the project.
     *
     * @param allocationId the cloud's id of it, where it has ids
     * @param associationId the cloud's id of its association, while it has one
     * @param instanceId whose address it is now
     */
    record Address(
            String publicAddress,
            Optional<String> allocationId,
            Optional<String> associationId,
            Optional<String> instanceId) {}

    List<Address> list();

    /**
     * Allocates one more.
     *
     * @throws org.spotcloud.adapter.catalog.Fault refused with {@code launch-refused} past the project's quota
     */
    Address allocate();

    /** Gives it to an instance; one that is another instance's is refused by the cloud, one that is gone is tried again. */
    void associate(Address address, String instanceId);

    /** Takes it from its instance; one that is nobody's is no fault. */
    void disassociate(Address address);

    /** Gives it back to the cloud; one that is gone is no fault. */
    void release(Address address);
}

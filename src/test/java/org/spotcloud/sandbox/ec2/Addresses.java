package org.spotcloud.sandbox.ec2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.spotcloud.sandbox.http.Answer;

/** Public addresses, allocated and associated. */
public final class Addresses {
    private static final String NET = "203.0.113.";
    private static final int LAST = 254;

    private final Instances instances;
    private final Supplier<Settings> settings;
    private final Map<String, Allocation> byAddress = new LinkedHashMap<>();

    /**
     * An allocated address.
     *
     * @param instanceId of whom it belongs to now, or null
     */
    public record Allocation(String address, String id, String associationId, String instanceId) {}

    Addresses(Instances instances, Supplier<Settings> settings) {
        this.instances = instances;
        this.settings = settings;
    }

    List<Action> actions() {
        return List.of(
                new Action("AllocateAddress", Set.of("Domain"), this::allocate),
                new Action(
                        "AssociateAddress",
                        Set.of(
                                "PublicIp",
                                "InstanceId",
                                "AllocationId",
                                "NetworkInterfaceId",
                                "PrivateIpAddress",
                                "AllowReassociation"),
                        this::associate),
                new Action("DisassociateAddress", Set.of("PublicIp", "AssociationId"), this::disassociate),
                new Action("ReleaseAddress", Set.of("PublicIp", "AllocationId"), this::release),
                new Action("DescribeAddresses", Set.of("PublicIp", "AllocationId", "Filter"), this::describe));
    }

    /** What is allocated; an address whose instance is gone belongs to nobody. */
    public synchronized List<Allocation> truth() {
        for (Allocation allocation : List.copyOf(byAddress.values())) {
            boolean gone = allocation.instanceId() != null
                    && instances
                            .living(instance -> instance.id().equals(allocation.instanceId())
                                    && !instance.state().isEnding())
                            .isEmpty();
            if (gone) {
                byAddress.put(allocation.address(), free(allocation));
            }
        }
        return List.copyOf(byAddress.values());
    }

    private static Allocation free(Allocation allocation) {
        return new Allocation(allocation.address(), allocation.id(), null, null);
    }

    private synchronized Answer allocate(Parameters parameters) throws Ec2Error {
        int quota = settings.get().addressQuota();
        if (quota >= 0 && byAddress.size() >= quota) {
            throw Ec2Error.badRequest("AddressLimitExceeded", "Too many addresses has been allocated");
        }
        for (int host = 1; host <= LAST; host++) {
            if (!byAddress.containsKey(NET + host)) {
                Allocation made = new Allocation(NET + host, Ids.next("eipalloc"), null, null);
                byAddress.put(made.address(), made);
                return Reply.of("AllocateAddress", xml -> xml.leaf("publicIp", made.address())
                        .leaf("domain", parameters.get("Domain", "vpc"))
                        .leaf("allocationId", made.id()));
            }
        }
        throw Ec2Error.badRequest("InsufficientAddressCapacity", "The pool is empty");
    }

    private Answer associate(Parameters parameters) throws Ec2Error {
        Instance instance = instances.required(parameters.required("InstanceId"));
        synchronized (this) {
            Allocation known = find(parameters);
            boolean elsewhere =
                    known.instanceId() != null && !known.instanceId().equals(instance.id());
            if (elsewhere && !Boolean.parseBoolean(parameters.get("AllowReassociation", "false"))) {
                throw Ec2Error.badRequest(
                        "Resource.AlreadyAssociated", "resource " + known.id() + " is already associated");
            }
            Allocation made = new Allocation(known.address(), known.id(), Ids.next("eipassoc"), instance.id());
            byAddress.put(made.address(), made);
            instance.publicAddress(made.address());
            return Reply.of(
                    "AssociateAddress", xml -> xml.leaf("return", true).leaf("associationId", made.associationId()));
        }
    }

    private Answer disassociate(Parameters parameters) throws Ec2Error {
        Allocation known;
        synchronized (this) {
            known = find(parameters);
            byAddress.put(known.address(), free(known));
        }
        if (known.instanceId() != null) {
            instances
                    .living(instance -> instance.id().equals(known.instanceId()))
                    .forEach(instance -> instance.publicAddress(null));
        }
        return Reply.done("DisassociateAddress");
    }

    private synchronized Answer release(Parameters parameters) throws Ec2Error {
        truth();
        Allocation known = find(parameters);
        if (known.instanceId() != null) {
            throw Ec2Error.badRequest("InvalidIPAddress.InUse", "Address " + known.address() + " is in use.");
        }
        byAddress.remove(known.address());
        return Reply.done("ReleaseAddress");
    }

    private Allocation find(Parameters parameters) throws Ec2Error {
        String address = parameters.get("PublicIp");
        String id = parameters.get("AllocationId");
        String association = parameters.get("AssociationId");
        return byAddress.values().stream()
                .filter(known -> known.address().equals(address)
                        || known.id().equals(id)
                        || (association != null && association.equals(known.associationId())))
                .findFirst()
                .orElseThrow(() -> id != null
                        ? Ec2Error.noSuch("InvalidAllocationID.NotFound", "allocation", id)
                        : association != null
                                ? Ec2Error.noSuch("InvalidAssociationID.NotFound", "association", association)
                                : Ec2Error.noSuch("InvalidAddress.NotFound", "address", address));
    }

    private Answer describe(Parameters parameters) throws Ec2Error {
        List<String> addresses = new ArrayList<>(parameters.list("PublicIp"));
        List<String> ids = parameters.list("AllocationId");
        Filters filters = parameters.filters(Set.of("instance-id", "public-ip", "allocation-id"));
        List<Allocation> found = truth().stream()
                .filter(known -> addresses.isEmpty() || addresses.contains(known.address()))
                .filter(known -> ids.isEmpty() || ids.contains(known.id()))
                .filter(known -> filters.accept(filter -> switch (filter) {
                    case "instance-id" -> known.instanceId() == null ? List.of() : List.of(known.instanceId());
                    case "public-ip" -> List.of(known.address());
                    default -> List.of(known.id());
                }))
                .toList();
        return Reply.of(
                "DescribeAddresses",
                xml -> xml.items("addressesSet", found, (item, known) -> item.leaf("publicIp", known.address())
                        .leaf("allocationId", known.id())
                        .leaf("domain", "vpc")
                        .leaf("instanceId", known.instanceId())
                        .leaf("associationId", known.associationId())));
    }
}

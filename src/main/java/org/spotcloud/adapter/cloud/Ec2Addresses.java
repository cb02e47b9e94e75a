package org.spotcloud.adapter.cloud;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.machines.Addresses;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;

/** EC2's Elastic IP addresses, by allocation id where the cloud gives ids, else by the address itself. */
final class Ec2Addresses implements Addresses {
    private static final String DESCRIBE = "DescribeAddresses";
    private static final Set<String> UNKNOWN =
            Set.of("InvalidAddress.NotFound", "InvalidAllocationID.NotFound", "InvalidAssociationID.NotFound");

    private final CloudClients clients;
    private final CloudFaults faults;

    Ec2Addresses(CloudClients clients, CloudFaults faults) {
        this.clients = clients;
        this.faults = faults;
    }

    @Override
    public List<Address> list() {
        try {
            return CloudFaults.genuine(
                            DESCRIBE,
                            clients.ec2()
                                    .describeAddresses(
                                            DescribeAddressesRequest.builder().build()))
                    .addresses()
                    .stream()
                    .map(address -> new Address(
                            address.publicIp(),
                            text(address.allocationId()),
                            text(address.associationId()),
                            text(address.instanceId())))
                    .toList();
        } catch (SdkException e) {
            throw faults.of(DESCRIBE, e);
        }
    }

    @Override
    public Address allocate() {
        try {
            AllocateAddressResponse made = clients.ec2().allocateAddress();
            if (text(made.publicIp()).isEmpty()) {
                throw CloudFaults.unreadable("AllocateAddress", "an address");
            }
            return new Address(made.publicIp(), text(made.allocationId()), Optional.empty(), Optional.empty());
        } catch (SdkException e) {
            throw faults.ofAllocation(e);
        }
    }

    @Override
    public void associate(Address address, String instanceId) {
        AssociateAddressRequest.Builder request =
                AssociateAddressRequest.builder().instanceId(instanceId);
        address.allocationId().ifPresentOrElse(request::allocationId, () -> request.publicIp(address.publicAddress()));
        try {
            clients.ec2().associateAddress(request.build());
        } catch (SdkException e) {
            if (CloudFaults.hasCode(e, UNKNOWN)) {
                throw Fault.tryAgain("address " + address.publicAddress() + " was given back meanwhile", e);
            }
            throw faults.of("AssociateAddress", e);
        }
    }

    @Override
    public void disassociate(Address address) {
        DisassociateAddressRequest.Builder request = DisassociateAddressRequest.builder();
        address.associationId()
                .ifPresentOrElse(request::associationId, () -> request.publicIp(address.publicAddress()));
        try {
            clients.ec2().disassociateAddress(request.build());
        } catch (SdkException e) {
            requireUnknown("DisassociateAddress", e);
        }
    }

    @Override
    public void release(Address address) {
        ReleaseAddressRequest.Builder request = ReleaseAddressRequest.builder();
        address.allocationId().ifPresentOrElse(request::allocationId, () -> request.publicIp(address.publicAddress()));
        try {
            clients.ec2().releaseAddress(request.build());
        } catch (SdkException e) {
            requireUnknown("ReleaseAddress", e);
        }
    }

    private void requireUnknown(String call, SdkException e) {
        if (!CloudFaults.hasCode(e, UNKNOWN)) {
            throw faults.of(call, e);
        }
    }

    private static Optional<String> text(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}

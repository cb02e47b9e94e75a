package org.spotcloud.adapter.machines;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.machines.AddressClaims.Claim;
import org.spotcloud.adapter.machines.Addresses.Address;

/**
 * Gives machines public addresses and takes them back; both can be called again after any interruption. Allocating has
 * no idempotency token: an address whose allocation was not answered is nobody's, and the next machine takes it.
 */
public class PublicAddresses {
    /** So often another launch may see a new address as free before it is claimed, and take it. */
    private static final int MOST_RACES = 5;

    private final Addresses addresses;
    private final AddressClaims claims;

    public PublicAddresses(Addresses addresses, AddressClaims claims) {
        this.addresses = addresses;
        this.claims = claims;
    }

    /** Gives the launch's instance an address: the claimed one, else a free one of the project, else a new one. */
    public void associate(LaunchId launch, String instanceId) {
        // read before the list: what a machine that ends gives up in between is listed as free, and gone
        Set<String> taken = claims.claimed();
        List<Address> all = addresses.list();
        Address address = claimed(launch, all, instanceId)
                .or(() -> free(launch, all, taken))
                .orElseGet(() -> allocated(launch));
        if (!isOf(address, instanceId)) {
            addresses.associate(address, instanceId);
        }
    }

    /** Takes the launch's address back; what was allocated for it is released. */
    public void release(LaunchId launch, Optional<String> instanceId) {
        Optional<Claim> claim = claims.of(launch);
        if (claim.isEmpty()) {
            return;
        }
        Optional<Address> address = find(addresses.list(), claim.get().publicAddress())
                .filter(found ->
                        found.instanceId().isEmpty() || found.instanceId().equals(instanceId));
        address.ifPresent(found -> {
            if (found.instanceId().isPresent()) {
                addresses.disassociate(found);
            }
            if (claim.get().allocated()) {
                addresses.release(found);
            }
        });
        claims.drop(launch);
    }

    /** The claimed address, unless it is gone or somebody else's by now. */
    private Optional<Address> claimed(LaunchId launch, List<Address> all, String instanceId) {
        Optional<Claim> claim = claims.of(launch);
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        Optional<Address> usable = find(all, claim.get().publicAddress())
                .filter(found -> found.instanceId().isEmpty() || isOf(found, instanceId));
        if (usable.isEmpty()) {
            claims.drop(launch);
        }
        return usable;
    }

    private Optional<Address> free(LaunchId launch, List<Address> all, Set<String> taken) {
        return all.stream()
                .filter(address -> address.instanceId().isEmpty() && !taken.contains(address.publicAddress()))
                .filter(address -> claims.claim(launch, address.publicAddress(), false))
                .findFirst();
    }

    private Address allocated(LaunchId launch) {
        for (int i = 0; i < MOST_RACES; i++) {
            Address address = addresses.allocate();
            if (claimed(launch, address)) {
                return address;
            }
        }
        throw Fault.tryAgain("other machines took every address that was allocated for this one", null);
    }

    /** What was allocated for a machine that is not wanted any more goes back. */
    private boolean claimed(LaunchId launch, Address address) {
        try {
            return claims.claim(launch, address.publicAddress(), true);
        } catch (Fault unwanted) {
            addresses.release(address);
            throw unwanted;
        }
    }

    private static Optional<Address> find(List<Address> all, String publicAddress) {
        return all.stream()
                .filter(address -> address.publicAddress().equals(publicAddress))
                .findFirst();
    }

    private static boolean isOf(Address address, String instanceId) {
        return address.instanceId().filter(instanceId::equals).isPresent();
    }
}

package org.spotcloud.adapter.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@SpringJUnitConfig(OrdersTest.Context.class)
@DirtiesContext
class PublicAddressesTest {
    private static final String INSTANCE = "i-0000000b";

    private final LaunchId ending = new LaunchId(UUID.randomUUID());
    private final LaunchId starting = new LaunchId(UUID.randomUUID());
    private final Pool pool = new Pool();
    private final AddressClaims claims;

    PublicAddressesTest(@Autowired JdbcClient jdbc) {
        claims = new AddressClaims(jdbc);
    }

    @Test
    void takesNoAddressThatAnotherMachineGivesBackWhileItLooks() {
        PublicAddresses addresses = new PublicAddresses(pool, claims);
        addresses.associate(ending, "i-0000000a");
        String old = pool.all.get(0).publicAddress();
        pool.disassociate(pool.all.get(0));
        pool.afterNextList = () -> addresses.release(ending, Optional.empty());

        addresses.associate(starting, INSTANCE);

        assertThat(pool.all)
                .singleElement()
                .satisfies(address -> assertThat(address.publicAddress()).isNotEqualTo(old))
                .satisfies(address -> assertThat(address.instanceId()).contains(INSTANCE));
    }

    /** The addresses of a project; what happens right after a list is up to the test. */
    private static final class Pool implements Addresses {
        private final List<Address> all = new ArrayList<>();
        private Runnable afterNextList = () -> {};
        private int made;

        @Override
        public List<Address> list() {
            List<Address> seen = List.copyOf(all);
            Runnable next = afterNextList;
            afterNextList = () -> {};
            next.run();
            return seen;
        }

        @Override
        public Address allocate() {
            return put("203.0.113." + ++made, Optional.empty());
        }

        @Override
        public void associate(Address address, String instanceId) {
            assertThat(all).as("known to the cloud").contains(address);
            all.remove(address);
            put(address.publicAddress(), Optional.of(instanceId));
        }

        @Override
        public void disassociate(Address address) {
            all.remove(address);
            put(address.publicAddress(), Optional.empty());
        }

        @Override
        public void release(Address address) {
            all.remove(address);
        }

        private Address put(String publicAddress, Optional<String> instanceId) {
            Address address = new Address(publicAddress, Optional.empty(), Optional.empty(), instanceId);
            all.add(address);
            return address;
        }
    }
}

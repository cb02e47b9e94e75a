package org.spotcloud.adapter.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.machines.OrderAnswer.Accepted;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@SpringJUnitConfig(OrdersTest.Context.class)
@DirtiesContext
class PublicAddressesTest {
    private static final String INSTANCE = "i-0000000b";

    private static final PackageId PACKAGE = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");

    private final LaunchId ending;
    private final LaunchId starting;
    private final Pool pool = new Pool();
    private final AddressClaims claims;

    private final Orders orders;
    private final Machines machines;

    @Autowired
    PublicAddressesTest(JdbcClient jdbc, Orders orders, Machines machines, HardwareTemplates hardware) {
        claims = new AddressClaims(jdbc);
        this.orders = orders;
        this.machines = machines;
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20)));
        UUID template = hardware.offered().get(0).id();
        ending = ordered(template);
        starting = ordered(template);
    }

    private LaunchId ordered(UUID template) {
        Accepted accepted = (Accepted) orders.place(new Order(UUID.randomUUID().toString(), PACKAGE, template));
        return machines.findLive(accepted.machineId()).orElseThrow().launchId();
    }

    @Test
    void givesNoAddressToAMachineThatIsDeletedWhileItLooks() {
        PublicAddresses addresses = new PublicAddresses(pool, claims);
        pool.afterNextList =
                () -> orders.delete(machines.find(starting).orElseThrow().machineId());

        assertThatThrownBy(() -> addresses.associate(starting, INSTANCE)).hasMessageContaining("not wanted");

        assertThat(claims.holds(starting)).isFalse();
        assertThat(pool.all).isEmpty();
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

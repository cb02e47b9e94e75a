package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** Machines get public addresses of the project and give them back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicAddressIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NET = "203.0.113.";

    private Lab lab;
    private String packageUuid;

    @BeforeAll
    void startLab(@TempDir Path dir) throws IOException, InterruptedException {
        lab = Lab.start(dir).with("SPOTCLOUD_CLOUD_ADDRESS", "pool");
        lab.startService();
        packageUuid = lab.shelve(Lab.SAMPLE);
    }

    @AfterAll
    void endLab() {
        lab.close();
    }

    @AfterEach
    void endFaults() {
        lab.sandbox().reset();
    }

    @Test
    void givesAnAddressAndReleasesItWithTheMachine() throws Exception {
        int before = lab.sandbox().addresses().size();
        String machine = runs();
        lab.await("the machine shows its address", () -> address(machine).startsWith(NET));

        delete(machine);
        assertThat(lab.sandbox().addresses().size()).isLessThanOrEqualTo(before);
    }

    @Test
    void usesTheAddressWhoseAllocationWasNotAnswered() throws Exception {
        lab.sandbox().order(Trigger.ec2("AllocateAddress"), Fault.drop(When.AFTER));
        String machine = runs();

        assertThat(lab.sandbox().addresses()).hasSize(1);
        lab.await("the machine shows its address", () -> address(machine).startsWith(NET));
        delete(machine);
    }

    @Test
    void associatesOnceAfterAKill() throws Exception {
        String held = lab.sandbox().order(Trigger.ec2("AssociateAddress"), Fault.hold(When.AFTER));
        String machine = UUID.randomUUID().toString();
        JsonNode answer = lab.marketplace().order(machine, packageUuid);
        lab.sandbox().awaitHeld(held, PATIENCE);
        lab.killService();
        lab.sandbox().releaseAll(Outcome.DROP);
        lab.startService();

        assertThat(lab.awaitEnd(answer.path("txid").asText()).path("is_error").asBoolean())
                .isFalse();
        assertThat(lab.sandbox().addresses().stream().filter(address -> address.instanceId() != null))
                .hasSize(1);
        delete(machine);
    }

    @Test
    void refusesTheOrderWhenTheProjectHasNoAddressLeft() throws Exception {
        lab.sandbox().set("addressQuota", 0);
        // what an earlier test left free is taken first
        int free = lab.sandbox().addresses().size();
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < free; i++) {
            machines.add(runs());
        }
        JsonNode end = lab.awaitEnd(lab.marketplace()
                .order(UUID.randomUUID().toString(), packageUuid)
                .path("txid")
                .asText());

        assertThat(end.path("is_error").asBoolean()).isTrue();
        assertThat(end.path("message").asText()).contains("AddressLimitExceeded");
        lab.await(
                "the refused machine's instance is gone", () -> lab.instances().size() == machines.size());
        for (String machine : machines) {
            lab.marketplace().delete("vm/" + machine);
        }
        lab.await("no instance is left", () -> lab.instances().isEmpty());
    }

    /** A machine that runs. */
    private String runs() throws IOException, InterruptedException {
        String machine = UUID.randomUUID().toString();
        JsonNode answer = lab.marketplace().order(machine, packageUuid);
        JsonNode end = lab.awaitEnd(answer.path("txid").asText());
        assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
        return machine;
    }

    private void delete(String machine) throws IOException, InterruptedException {
        lab.marketplace().delete("vm/" + machine);
        lab.await("no address is in use", () -> lab.sandbox().addresses().stream()
                .noneMatch(address -> address.instanceId() != null));
        lab.await("no instance is left", () -> lab.instances().isEmpty());
    }

    private String address(String machine) {
        try {
            return lab.marketplace()
                    .get("vm/" + machine)
                    .orElseThrow()
                    .path("vm")
                    .path("ip_address")
                    .asText();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

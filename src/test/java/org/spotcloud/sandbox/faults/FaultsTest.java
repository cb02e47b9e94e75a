package org.spotcloud.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spotcloud.sandbox.control.ControlApi;
import org.spotcloud.sandbox.http.ConnectionDropped;
import org.spotcloud.sandbox.http.Json;

class FaultsTest {
    private final Faults faults = new Faults(Clock.systemUTC());
    private final List<String> effects = new ArrayList<>();

    @Test
    void strikesAfterSkippedCallsAndOnlySoOften() {
        faults.order(Trigger.ec2("Run.*").skip(2).times(2), Fault.error(500, "A", "a"));

        assertThat(struck("RunInstances", 6)).containsExactly(false, false, true, true, false, false);
    }

    @Test
    void strikesOncePerCallAndOldestFirst() {
        faults.order(Trigger.ec2("RunInstances"), Fault.error(500, "First", "a"));
        faults.order(Trigger.ec2(null), Fault.error(500, "Second", "a"));

        assertThat(arrive("RunInstances", Map.of()).fault().code()).isEqualTo("First");
        assertThat(arrive("RunInstances", Map.of()).fault().code()).isEqualTo("Second");
        assertThat(arrive("RunInstances", Map.of()).fault()).isNull();
    }

    @Test
    void strikesOnlyWhatMatches() {
        faults.order(
                Trigger.ec2("RegisterImage").with("ImageLocation", ".*kernel.*").always(), Fault.error(500, "A", "a"));

        assertThat(arrive("RegisterImage", Map.of("ImageLocation", "b/disk")).fault())
                .isNull();
        assertThat(arrive("RegisterImage", Map.of()).fault()).isNull();
        assertThat(arrive("DescribeImages", Map.of("ImageLocation", "b/kernel")).fault())
                .isNull();
        assertThat(arrive("RegisterImage", Map.of("ImageLocation", "b/kernel.manifest"))
                        .fault())
                .isNotNull();
    }

    @Test
    void dropsWithAndWithoutTheEffect() {
        faults.order(Trigger.ec2(null), Fault.drop(Fault.When.BEFORE));
        faults.order(Trigger.ec2(null), Fault.drop(Fault.When.AFTER));

        assertThatThrownBy(() -> run("first")).isInstanceOf(ConnectionDropped.class);
        assertThatThrownBy(() -> run("second")).isInstanceOf(ConnectionDropped.class);
        assertThat(effects).containsExactly("second");
        assertThat(faults.calls(0)).allSatisfy(call -> assertThat(call.status()).isEqualTo(CallEntry.DROPPED));
    }

    @Test
    void readsOrdersFromJsonAndRefusesMisspeltFields() throws Exception {
        ControlApi.FaultOrder order = Json.MAPPER.readValue(
                "{'on':{'service':'ec2','action':'RunInstances'},'fault':{'kind':'hold','when':'after'}}"
                        .replace('\'', '"'),
                ControlApi.FaultOrder.class);

        assertThat(order.on()).isEqualTo(Trigger.ec2("RunInstances"));
        assertThat(order.fault()).isEqualTo(Fault.hold(Fault.When.AFTER));
        assertThatThrownBy(() -> Json.MAPPER.readValue("{\"kind\":\"hold\",\"wenn\":\"after\"}", Fault.class))
                .isInstanceOf(JsonMappingException.class);
        assertThatThrownBy(() -> Json.MAPPER.readValue("{\"kind\":\"error\"}", Fault.class))
                .hasMessageContaining("needs status");
    }

    private List<Boolean> struck(String action, int calls) {
        List<Boolean> struck = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            struck.add(arrive(action, Map.of()).fault() != null);
        }
        return struck;
    }

    private OpenCall arrive(String action, Map<String, String> parameters) {
        return faults.arrived(Call.EC2, action, "POST", "/", null, parameters, Map.of());
    }

    private void run(String name) throws java.io.IOException {
        faults.through(arrive(name, Map.of()), () -> effects.add(name), fault -> false);
    }
}

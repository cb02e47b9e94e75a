package org.spotcloud.adapter.hosting;

import java.util.UUID;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.hosting.MachineAnswers.OneMachine;
import org.spotcloud.adapter.hosting.MachineAnswers.Ordered;
import org.spotcloud.adapter.hosting.MachineAnswers.WireMachine;
import org.spotcloud.adapter.machines.LiveMachine;
import org.spotcloud.adapter.machines.LiveMachines;
import org.spotcloud.adapter.machines.Order;
import org.spotcloud.adapter.machines.OrderAnswer;
import org.spotcloud.adapter.machines.Orders;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.PowerAnswer;
import org.spotcloud.adapter.machines.Powers;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders, watches, stops, starts and deletes machines. */
@RestController
@RequestMapping("/rest/hosting/vm")
class MachineCalls {
    private static final String NAME = "name";
    private static final String PACKAGE = "package";
    private static final String HARDWARE = "hardware";
    private static final String ACTION = "action";
    private static final String DELETE = "delete";

    private final Orders orders;
    private final SharedLook<String, LiveMachine> machines;
    private final Powers powers;
    private final MachineListAnswer list;

    MachineCalls(Orders orders, LiveMachines machines, Powers powers, MachineListAnswer list) {
        this.orders = orders;
        this.machines = new SharedLook<>(machines::find);
        this.powers = powers;
        this.list = list;
    }

    @PutMapping
    Ordered order(@RequestAttribute(Parameters.ATTRIBUTE) Parameters parameters) {
        OrderAnswer answer = orders.place(read(parameters));
        if (answer instanceof OrderAnswer.Accepted accepted) {
            return Ordered.of(accepted);
        }
        throw Refusal.of(((OrderAnswer.Refused) answer).message());
    }

    @RequestMapping
    void otherThanPut() {
        throw Refusal.onlyPut();
    }

    @RequestMapping("/list")
    ResponseEntity<byte[]> list() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(list.bytes());
    }

    @GetMapping("/{uuid}")
    OneMachine machine(@PathVariable("uuid") String uuid) {
        return machines.take(UuidText.inPath(uuid).toString())
                .map(machine -> new OneMachine(WireMachine.of(machine)))
                .orElseThrow(Refusal::notFound);
    }

    @DeleteMapping("/{uuid}")
    Answer delete(@PathVariable("uuid") String uuid) {
        return orders.delete(UuidText.inPath(uuid).toString())
                .map(machine -> Answer.success("VM " + machine.machineId() + " was deleted"))
                .orElseThrow(Refusal::notFound);
    }

    @PostMapping("/{uuid}")
    Answer act(@PathVariable("uuid") String uuid, @RequestAttribute(Parameters.ATTRIBUTE) Parameters parameters) {
        String id = UuidText.inPath(uuid).toString();
        String action = parameters.find(ACTION).orElseThrow(Refusal::notSupported);
        return action.equals(DELETE)
                ? delete(id)
                : change(id, PowerAction.findWireName(action).orElseThrow(Refusal::notSupported));
    }

    private Answer change(String id, PowerAction action) {
        PowerAnswer answer = powers.ask(id, action).orElseThrow(Refusal::notFound);
        if (answer instanceof PowerAnswer.Accepted accepted) {
            return Answer.success("VM " + accepted.machineId() + " is " + action.underWay());
        }
        throw Refusal.of(((PowerAnswer.Refused) answer).message());
    }

    @RequestMapping("/{uuid}")
    void otherMethod(@PathVariable("uuid") String uuid) {
        UuidText.inPath(uuid);
        throw Refusal.notSupported();
    }

    private static Order read(Parameters parameters) {
        String name = needed(parameters, NAME);
        String packageText = needed(parameters, PACKAGE);
        String hardware = needed(parameters, HARDWARE);
        PackageId packageId =
                PackageId.parse(packageText).orElseThrow(() -> Refusal.of("Package " + packageText + " is not a UUID"));
        UUID hardwareId = UuidText.parse(hardware)
                .orElseThrow(() -> Refusal.of("HardwareTemplate " + hardware + " does not exist"));
        return new Order(name, packageId, hardwareId, hardware);
    }

    private static String needed(Parameters parameters, String name) {
        return parameters.find(name).orElseThrow(() -> Refusal.of(name + " parameter was not provided"));
    }
}

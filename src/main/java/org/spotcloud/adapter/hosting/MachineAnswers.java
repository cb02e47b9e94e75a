package org.spotcloud.adapter.hosting;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.spotcloud.adapter.machines.LiveMachine;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.OrderAnswer;

/** The answers about machines. */
final class MachineAnswers {
    /** The address of a machine that has none yet. */
    private static final String NO_ADDRESS = "127.0.0.1";

    private static final String ACCEPTED = "Request accepted, check transaction for status";

    private MachineAnswers() {}

    @WireForm
    record Interface(String ip) {}

    /**
     * @param novaId the EC2 instance id, null until it is known
     * @param ipAddress public, else private, else {@code 127.0.0.1}
     */
    @WireForm
    record WireMachine(
            String uuid,
            String name,
            String state,
            String novaId,
            String ipAddress,
            List<Interface> interfaces,
            String os,
            String hardwareProfileUuid) {

        static WireMachine of(LiveMachine live) {
            Machine machine = live.machine();
            List<Interface> interfaces = Stream.of(machine.publicAddress(), machine.privateAddress())
                    .flatMap(address -> address.stream())
                    .distinct()
                    .map(Interface::new)
                    .toList();
            List<Interface> shown = interfaces.isEmpty() ? List.of(new Interface(NO_ADDRESS)) : interfaces;
            return new WireMachine(
                    machine.machineId(),
                    machine.name(),
                    machine.state().wireName(),
                    machine.instanceId().orElse(null),
                    shown.get(0).ip(),
                    shown,
                    live.os(),
                    machine.hardwareText());
        }
    }

    @WireForm
    record MachineList(int errno, String message, List<WireMachine> vms) {
        MachineList(List<WireMachine> vms) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, vms);
        }
    }

    @WireForm
    record OneMachine(int errno, String message, WireMachine vm) {
        OneMachine(WireMachine vm) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, vm);
        }
    }

    /** @param transaction the same as {@code txid}: clients look for either */
    @WireForm
    record Ordered(int errno, String message, UUID txid, UUID transaction, String machineId) {
        static Ordered of(OrderAnswer.Accepted accepted) {
            return new Ordered(
                    Answer.SUCCESS, ACCEPTED, accepted.transactionId(), accepted.transactionId(), accepted.machineId());
        }
    }
}

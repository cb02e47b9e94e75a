package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.machines.CloudInstance;
import org.spotcloud.adapter.machines.InstanceState;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.MachineState;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.PowerAnswer;
import org.spotcloud.adapter.machines.PowerAnswer.Accepted;
import org.spotcloud.adapter.machines.PowerAnswer.Refused;
import org.spotcloud.adapter.machines.Powers;
import org.spotcloud.adapter.machines.RunRequest;
import org.spotcloud.adapter.machines.Usage;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each way through a change of power, with the real engine and a cloud that does what a test tells it. */
class PowerPathsTest extends ByHandTest {
    private static final String INSTANCE = "i-powered";
    private static final String CHANGE = "Task_ChangePower";

    @Autowired
    Launches launches;

    @Autowired
    Powers powers;

    @Autowired
    Usage usage;

    @Autowired
    MissingWatch missing;

    @Autowired
    LaunchSweep launchSweep;

    @Autowired
    JdbcClient jdbc;

    private final FakeInstances cloud = new FakeInstances();
    private Machine machine;

    @BeforeEach
    void orderOne() {
        machine = order();
    }

    @Test
    void stopsAMachineThatRuns() throws Exception {
        toRunning();
        assertThat(ask(PowerAction.STOP)).isInstanceOf(Accepted.class);
        assertThat(now(machine).state()).isEqualTo(MachineState.STOPPING);

        String process = begun();

        change(process);
        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE);
        look();
        assertThat(byHand.at(process)).as("the cloud is still at it").isEqualTo("Task_AwaitState");
        assertThat(now(machine).state()).isEqualTo(MachineState.STOPPING);
        assertThat(usage.of(machine.launchId()).get(0).ended())
                .as("it runs at the cloud")
                .isEmpty();

        stands(InstanceState.STOPPED);
        look();
        assertThat(now(machine).state()).isEqualTo(MachineState.OFF);
        assertThat(usage.of(machine.launchId()).get(0).ended()).isPresent();
        assertOver(process);
    }

    @Test
    void startsAMachineThatIsOff() throws Exception {
        toOff();
        ask(PowerAction.START);
        String process = begun();
        change(process);
        assertThat(cloud.powered).endsWith("START " + INSTANCE);

        stands(InstanceState.RUNNING);
        look();
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        assertThat(usage.of(machine.launchId()).get(1).ended()).isEmpty();
        assertOver(process);
    }

    @Test
    void rebootsAMachineThatRunsAndAwaitsNothing() throws Exception {
        toRunning();
        ask(PowerAction.REBOOT);
        String process = begun();
        change(process);

        assertThat(cloud.powered).containsExactly("REBOOT " + INSTANCE);
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        assertOver(process);
    }

    @Test
    void keepsAStopUntilTheMachineRuns() throws Exception {
        assertThat(ask(PowerAction.STOP)).isInstanceOf(Accepted.class);
        assertThat(now(machine).state()).isEqualTo(MachineState.SCHEDULING);
        assertThat(now(machine).power().processId()).isEmpty();

        toRunning();
        assertThat(transaction(machine).error()).isFalse();
        assertThat(now(machine).state()).isEqualTo(MachineState.STOPPING);
        look();
        String process = begun();
        change(process);
        stands(InstanceState.STOPPED);
        look();
        assertThat(now(machine).state()).isEqualTo(MachineState.OFF);
        assertOver(process);
    }

    @Test
    void aStartTakesAKeptStopBack() throws Exception {
        ask(PowerAction.STOP);
        ask(PowerAction.START);
        toRunning();
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        look();
        String process = begun();
        change(process);

        assertThat(cloud.powered).isEmpty();
        assertOver(process);
    }

    @Test
    void endsAKeptStopWithAMachineThatIsDeletedBeforeItRuns() {
        ask(PowerAction.STOP);
        orders.delete(machine.machineId());
        byHand.runJob(terminate(machine));

        assertThat(now(machine).power().processId()).isEmpty();
        assertThat(waits.runs(launch(machine))).isFalse();
    }

    @Test
    void doesOneRequestAfterTheOther() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        change(process);
        ask(PowerAction.START);
        assertThat(byHand.at(process)).isEqualTo("Task_AwaitState");

        stands(InstanceState.STOPPED);
        look();
        assertThat(byHand.at(process)).isEqualTo(CHANGE);
        assertThat(byHand.variables(process)).containsEntry(Variables.POWER, "start");
        change(process);
        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE, "START " + INSTANCE);
        stands(InstanceState.RUNNING);
        look();
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        assertOver(process);
    }

    @Test
    void theSameRequestAgainStartsNothing() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        assertThat(ask(PowerAction.STOP)).isInstanceOf(Accepted.class);
        change(process);
        stands(InstanceState.STOPPED);
        look();

        assertOver(process);
        assertThat(ask(PowerAction.STOP)).as("it is off").isInstanceOf(Accepted.class);
        String again = begun();
        change(again);
        assertOver(again);
        assertThat(cloud.powered).hasSize(1);
    }

    @Test
    void succeedsToStartWhatRuns() throws Exception {
        toRunning();
        assertThat(ask(PowerAction.START)).isInstanceOf(Accepted.class);
        String process = begun();
        change(process);
        assertOver(process);
        assertThat(cloud.powered).isEmpty();
    }

    @Test
    void startsWhatHasGoneOffUnseen() throws Exception {
        toRunning();
        stands(InstanceState.STOPPED);
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        ask(PowerAction.START);
        change(begun());
        assertThat(cloud.powered).containsExactly("START " + INSTANCE);
    }

    @Test
    void aRebootDoesNotTakeTheStartBackThatFollowsAStop() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        change(process);
        ask(PowerAction.START);
        look();
        assertThat(now(machine).state()).as("until it is off").isEqualTo(MachineState.STOPPING);
        assertThat(ask(PowerAction.REBOOT)).isInstanceOf(Accepted.class);
        stands(InstanceState.STOPPED);
        look();
        change(process);
        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE, "START " + INSTANCE);
    }

    @Test
    void aStartDoesNotTakeARebootBack() throws Exception {
        toRunning();
        ask(PowerAction.REBOOT);
        ask(PowerAction.START);
        change(begun());
        assertThat(cloud.powered).containsExactly("REBOOT " + INSTANCE);
    }

    @Test
    void aRebootAfterAStartThatIsNotSettledIsDone() throws Exception {
        toRunning();
        ask(PowerAction.START);
        ask(PowerAction.REBOOT);
        String process = begun();
        change(process);
        change(process);
        assertThat(cloud.powered).containsExactly("REBOOT " + INSTANCE);
        assertOver(process);
    }

    @Test
    void aRebootBootsWhatHasGoneOffUnseen() throws Exception {
        toRunning();
        stands(InstanceState.STOPPED);
        ask(PowerAction.REBOOT);
        String process = begun();
        change(process);
        assertThat(cloud.powered).containsExactly("START " + INSTANCE);
        stands(InstanceState.RUNNING);
        look();
        assertOver(process);
    }

    @Test
    void aLaunchThatIsCancelledEndsItsOrderAndWhatIsAskedOfIt() throws Exception {
        ask(PowerAction.STOP);
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        stands(InstanceState.RUNNING);
        launches.ran(machine.launchId(), cloud.standing.get(0));
        byHand.cancel(launch(machine));
        launchSweep.sweep();

        assertThat(transaction(machine).message()).endsWith("was cancelled by the operator");
        assertThat(now(machine).live()).isFalse();
        assertThat(waits.runs(terminate(machine))).isTrue();
    }

    @Test
    void aRequestThatWasKeptIsDoneWhoeverEndedTheLaunch() throws Exception {
        toRunning();
        jdbc.sql("UPDATE machine SET power_asked = 'STOP' WHERE launch_id = ?")
                .param(machine.launchId().toString())
                .update();
        look();
        change(begun());
        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE);
    }

    @Test
    void theSameRequestAfterAnOperatorsCancelIsANewOne() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        byHand.cancel(begun());
        ask(PowerAction.STOP);
        look();
        change(begun());
        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE);
        assertThat(now(machine).state()).isEqualTo(MachineState.STOPPING);
    }

    @Test
    void aChangeThatCannotBeReachedMakesWayForAnother() throws Exception {
        toOff();
        ask(PowerAction.START);
        String process = begun();
        change(process);
        ask(PowerAction.STOP);
        byHand.runTimer(process, "Boundary_NotReached");
        change(process);
        change(process);

        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE, "START " + INSTANCE);
        assertOver(process);
    }

    @Test
    void tellsTheCloudAgainWhenNothingHappens() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        change(process);
        byHand.runTimer(process, "Boundary_NotReached");
        change(process);

        assertThat(cloud.powered).containsExactly("STOP " + INSTANCE, "STOP " + INSTANCE);
    }

    @Test
    void waitsForAnInstanceThatComesBackToStopIt() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        stands(InstanceState.PENDING);

        assertThat(attempt(process)).isInstanceOf(Outcome.Later.class);
        assertThat(cloud.powered).isEmpty();
    }

    @Test
    void neverAcceptsAnotherStopOnceTheCloudHasRefusedOne() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        byHand.refuse(process, Refusals.POWER_REFUSED, "the cloud refused StopInstances");
        assertOver(process);

        look();
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
        assertThat(ask(PowerAction.STOP))
                .isEqualTo(new Refused("VM " + machine.machineId() + " cannot be stopped on this cloud"));
    }

    @Test
    void refusesWhatAnInstanceInErrorCannotDo() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        stands(InstanceState.ERROR);
        Fault refused = (Fault) catchThrowable(() -> attempt(process));
        assertThat(refused.code()).isEqualTo(Refusals.POWER_REFUSED);
        byHand.refuse(process, refused.code(), refused.getMessage());
        assertOver(process);

        assertThat(now(machine).state()).isEqualTo(MachineState.ERROR);
        for (PowerAction action : PowerAction.values()) {
            assertThat(ask(action))
                    .isEqualTo(new Refused(
                            "VM %s cannot be %s: its state is error".formatted(machine.machineId(), action.done())));
        }
    }

    @Test
    void refusesToRebootWhatIsOff() throws Exception {
        toOff();
        assertThat(ask(PowerAction.REBOOT))
                .isEqualTo(new Refused("VM " + machine.machineId() + " cannot be rebooted: its state is off"));
    }

    @Test
    void aDeleteEndsTheChange() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        change(process);
        orders.delete(machine.machineId());
        byHand.runJob(terminate(machine));

        assertThat(waits.runs(process)).isFalse();
        assertThat(ask(PowerAction.START)).isNull();
    }

    @Test
    void anInstanceThatVanishedEndsTheChange() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        change(process);
        launches.vanished(machine.launchId(), INSTANCE, Instant.now());

        assertThat(waits.runs(process)).isFalse();
        assertThat(now(machine).closed()).isTrue();
    }

    @Test
    void aChangeThatAnOperatorCancelsIsForgotten() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        byHand.cancel(begun());
        look();
        look();
        assertThat(now(machine).power().asked()).isEmpty();
        assertThat(now(machine).state()).isEqualTo(MachineState.RUNNING);
    }

    private PowerAnswer ask(PowerAction action) {
        return powers.ask(machine.machineId(), action).orElse(null);
    }

    private void toRunning() {
        toRun(machine);
        launches.beginRun(machine.launchId(), Optional.empty());
        stands(InstanceState.RUNNING);
        launches.ran(machine.launchId(), cloud.standing.get(0));
        byHand.complete(launch(machine), "Task_RunInstance", Map.of(Variables.INSTANCE_ID, INSTANCE));
        waits.wake(launch(machine), Messages.INSTANCE_SETTLED, Map.of(Variables.INSTANCE_RUNS, true));
    }

    private void toOff() throws Exception {
        toRunning();
        ask(PowerAction.STOP);
        String process = begun();
        change(process);
        stands(InstanceState.STOPPED);
        look();
        assertOver(process);
    }

    /** What the cloud says of the machine's instance from now on. */
    private void stands(InstanceState state) {
        CloudInstance instance = FakeInstances.instance(
                INSTANCE, state, new RunRequest(machine.clientToken(), "ami-1", machine.instanceType()));
        cloud.standing.clear();
        cloud.standing.add(instance);
    }

    private void look() {
        new InstanceWatch(cloud, machines, launches, powers, waits, missing).look();
    }

    /** The process that does what was asked, begun. */
    private String begun() {
        String process = now(machine).power().processId().orElseThrow();
        byHand.runJob(process);
        return process;
    }

    private Outcome attempt(String process) {
        return new ChangePower(powers, launches, cloud)
                .handle(new Step(CHANGE, process, "here/1", Claim.UNDISPUTED, 1, byHand.variables(process), () -> {}));
    }

    private void change(String process) {
        Outcome.Done done = (Outcome.Done) attempt(process);
        byHand.complete(process, CHANGE, done.variables());
    }

    private void assertOver(String process) {
        assertThat(waits.runs(process)).isFalse();
        assertThat(now(machine).power().processId()).isEmpty();
        assertThat(now(machine).power().asked()).isEmpty();
    }
}

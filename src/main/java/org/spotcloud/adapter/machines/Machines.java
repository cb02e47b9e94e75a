package org.spotcloud.adapter.machines;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.spotcloud.adapter.catalog.Amounts;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Stamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The machines: what was ordered, and how it stands. */
@Repository
public class Machines {
    /** A launch that waits for its image, and the process it waits in. */
    public record Waiting(LaunchId launch, String processId) {}

    /** As IS NOT NULL, in words that H2 has an index for. */
    static final String LIVE = "live_machine_id > ''";

    private final JdbcClient jdbc;
    private final Clock clock;

    public Machines(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The machine that the marketplace sees under that id, whatever the case. */
    public Optional<Machine> findLive(String machineId) {
        return jdbc.sql("SELECT * FROM machine WHERE live_machine_id = ?")
                .param(machineId.toLowerCase(Locale.ROOT))
                .query(Machines::machine)
                .optional();
    }

    /** How many machines the marketplace sees in each state; states without any are left out. */
    public Map<MachineState, Integer> liveByState() {
        Map<MachineState, Integer> counts = new EnumMap<>(MachineState.class);
        jdbc.sql("SELECT state, COUNT(*) AS machines FROM machine WHERE " + LIVE + " GROUP BY state")
                .query(row -> {
                    counts.put(MachineState.valueOf(row.getString("state")), row.getInt("machines"));
                });
        return counts;
    }

    /** What is taken by all machines of which something may be left in the cloud. */
    public Amounts inUse() {
        return jdbc.sql(
                        """
                        SELECT COUNT(*) AS machines, COALESCE(SUM(h.vcpus), 0) AS vcpus,
                               COALESCE(SUM(h.memory_mib), 0) AS memory_mib,
                               COALESCE(SUM(h.disk_gib), 0) * 1024 AS storage_mib
                          FROM machine m LEFT JOIN hardware_template h ON h.id = m.hardware_id
                         WHERE m.closed_at IS NULL""")
                .query((row, number) -> new Amounts(
                        row.getLong("machines"),
                        row.getLong("vcpus"),
                        row.getLong("memory_mib"),
                        row.getLong("storage_mib")))
                .single();
    }

    /** Lets one order at a time be counted against the ceilings, until the caller's transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lockSale() {
        jdbc.sql("SELECT singleton FROM sale FOR UPDATE").query(Integer.class).single();
    }

    /** The machine of that launch. */
    public Optional<Machine> find(LaunchId launch) {
        return jdbc.sql("SELECT * FROM machine WHERE launch_id = ?")
                .param(launch.toString())
                .query(Machines::machine)
                .optional();
    }

    /** The machine of that launch, its row locked until the caller's transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Machine lock(LaunchId launch) {
        return jdbc.sql("SELECT * FROM machine WHERE launch_id = ? FOR UPDATE")
                .param(launch.toString())
                .query(Machines::machine)
                .optional()
                .orElseThrow(() -> new IllegalStateException("no machine of launch " + launch));
    }

    /** The launches that wait for an image. */
    public List<Waiting> waitingFor(ImageKey image) {
        return jdbc.sql(
                        """
                        SELECT launch_id, launch_process_id FROM machine
                         WHERE package_id = ? AND architecture = ? AND state = 'SCHEDULING'
                           AND wanted = 'RUNNING' AND closed_at IS NULL ORDER BY ordered_at, launch_id""")
                .params(image.packageId().toString(), image.architecture().ec2Name())
                .query((row, number) ->
                        new Waiting(LaunchId.of(row.getString("launch_id")), row.getString("launch_process_id")))
                .list();
    }

    /** The launches whose orders have not ended. */
    public List<Machine> launching() {
        return jdbc.sql(
                        """
                        SELECT m.* FROM order_transaction t JOIN machine m ON m.launch_id = t.launch_id
                         WHERE t.ended IS NULL AND m.wanted = 'RUNNING' AND m.closed_at IS NULL""")
                .query(Machines::machine)
                .list();
    }

    /** The images that launches wait for. */
    public List<ImageKey> awaitedImages() {
        return jdbc.sql(
                        """
                        SELECT DISTINCT package_id, architecture FROM machine
                         WHERE state = 'SCHEDULING' AND wanted = 'RUNNING' AND closed_at IS NULL""")
                .query((row, number) -> new ImageKey(
                        PackageId.of(row.getString("package_id")), Architecture.of(row.getString("architecture"))))
                .list();
    }

    /** How many images that are not ready orders wait for. */
    public int importBacklog() {
        return jdbc.sql(
                        """
                        SELECT COUNT(DISTINCT CONCAT(machine.package_id, machine.architecture)) FROM machine
                          LEFT JOIN image ON image.package_id = machine.package_id
                                         AND image.architecture = machine.architecture
                         WHERE machine.closed_at IS NULL AND machine.state = 'SCHEDULING'
                           AND machine.wanted = 'RUNNING' AND (image.state IS NULL OR image.state <> 'READY')""")
                .query(Integer.class)
                .single();
    }

    /** The machines whose instance the cloud still has to account for: ids known, not closed. */
    public List<Machine> withInstance() {
        return jdbc.sql("SELECT * FROM machine WHERE instance_id IS NOT NULL AND closed_at IS NULL")
                .query(Machines::machine)
                .list();
    }

    /**
     * Whether a machine that is not closed has that instance, or, as long as it knows none, may have it by that token.
     */
    public boolean hasOpen(String clientToken, String instanceId) {
        return jdbc.sql(
                                """
                        SELECT COUNT(*) FROM machine
                         WHERE closed_at IS NULL
                           AND (instance_id = ? OR (instance_id IS NULL AND client_token = ?))""")
                        .params(instanceId, clientToken)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Drops the machines that were closed before that; returns how many. */
    @Transactional
    public int forgetClosedBefore(Instant limit) {
        return jdbc.sql("DELETE FROM machine WHERE closed_at < ?")
                .param(Timestamp.from(limit))
                .update();
    }

    void insert(Machine machine) {
        jdbc.sql(
                        """
                        INSERT INTO machine (launch_id, machine_id, live_machine_id, name, transaction_id, package_id,
                               hardware_id, ordered_hardware, instance_type, architecture, state, wanted,
                               client_token, ordered_at, stamp)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(machine.launchId().toString(), machine.machineId())
                .params(machine.machineId().toLowerCase(Locale.ROOT), machine.name())
                .params(machine.transactionId().toString(), machine.packageId().toString())
                .params(machine.hardwareId().toString(), machine.hardwareText(), machine.instanceType())
                .params(machine.architecture().ec2Name(), machine.state().name())
                .params(machine.wanted().name(), machine.clientToken(), Timestamp.from(machine.orderedAt()))
                .param(Stamp.fresh())
                .update();
    }

    void launchedBy(LaunchId launch, String processId) {
        set(launch, "launch_process_id = ?", processId);
    }

    void terminatedBy(LaunchId launch, String processId) {
        set(launch, "terminate_process_id = ?", processId);
    }

    void state(LaunchId launch, MachineState state) {
        set(launch, "state = ?", state.name());
    }

    /** The marketplace sees it no more, and its id is free. */
    void withdraw(LaunchId launch) {
        set(launch, "live_machine_id = NULL");
    }

    void wantTerminated(LaunchId launch) {
        set(launch, "wanted = 'TERMINATED', live_machine_id = NULL");
    }

    void runSent(LaunchId launch) {
        Timestamp now = Timestamp.from(clock.instant());
        set(launch, "run_started_at = COALESCE(run_started_at, ?), run_sent_at = ?", now, now);
    }

    void runRefused(LaunchId launch) {
        set(launch, "run_started_at = NULL, run_sent_at = NULL");
    }

    void instance(LaunchId launch, String instanceId) {
        set(launch, "instance_id = ?", instanceId);
    }

    void addresses(LaunchId launch, CloudInstance instance) {
        set(
                launch,
                "public_address = ?, private_address = ?",
                instance.publicAddress().orElse(null),
                instance.privateAddress().orElse(null));
    }

    void askPower(LaunchId launch, PowerAction action) {
        set(launch, "power_asked = ?, power_serial = power_serial + 1", action.name());
    }

    void poweredBy(LaunchId launch, String processId) {
        set(launch, "power_process_id = ?", processId);
    }

    /** Nothing more is asked, and no process is at it. */
    void powerSettled(LaunchId launch) {
        set(launch, "power_asked = NULL, power_process_id = NULL");
    }

    void unstoppable(LaunchId launch) {
        set(launch, "unstoppable = TRUE");
    }

    void close(LaunchId launch) {
        set(launch, "closed_at = COALESCE(closed_at, ?)", Timestamp.from(clock.instant()));
    }

    private void set(LaunchId launch, String assignments, Object... values) {
        List<Object> parameters = new ArrayList<>(Arrays.asList(values));
        parameters.addAll(List.of(Stamp.fresh(), launch.toString()));
        jdbc.sql("UPDATE machine SET " + assignments + ", stamp = ? WHERE launch_id = ?")
                .params(parameters)
                .update();
    }

    static Machine machine(ResultSet row, int number) throws SQLException {
        return new Machine(
                LaunchId.of(row.getString("launch_id")),
                row.getString("machine_id"),
                row.getString("name"),
                UUID.fromString(row.getString("transaction_id")),
                PackageId.of(row.getString("package_id")),
                UUID.fromString(row.getString("hardware_id")),
                Objects.requireNonNullElse(row.getString("ordered_hardware"), row.getString("hardware_id")),
                row.getString("instance_type"),
                Architecture.of(row.getString("architecture")),
                MachineState.valueOf(row.getString("state")),
                Wanted.valueOf(row.getString("wanted")),
                row.getString("client_token"),
                Optional.ofNullable(row.getTimestamp("run_started_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("run_sent_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getString("instance_id")),
                Optional.ofNullable(row.getString("public_address")),
                Optional.ofNullable(row.getString("private_address")),
                row.getTimestamp("ordered_at").toInstant(),
                row.getString("live_machine_id") != null,
                row.getTimestamp("closed_at") != null,
                Optional.ofNullable(row.getString("launch_process_id")),
                Optional.ofNullable(row.getString("terminate_process_id")),
                new Power(
                        Optional.ofNullable(row.getString("power_asked")).map(PowerAction::valueOf),
                        row.getInt("power_serial"),
                        Optional.ofNullable(row.getString("power_process_id")),
                        row.getBoolean("unstoppable")));
    }
}

package org.spotcloud.adapter.machines;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.spotcloud.adapter.catalog.PackageListing;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The machines that the marketplace sees, with what is known of their packages. */
@Repository
public class LiveMachines {
    private static final String ROWS = "SELECT machine.*, package_listing.os FROM machine"
            + " LEFT JOIN package_listing ON package_listing.id = machine.package_id WHERE ";

    /** Read from indexes alone. */
    private static final String FINGERPRINT =
            """
            SELECT COUNT(*) AS machines, COALESCE(SUM(stamp), 0) AS stamps,
                   (SELECT COALESCE(SUM(stamp), 0) FROM package_listing) AS package_stamps
              FROM machine WHERE %s"""
                    .formatted(Machines.LIVE);

    private final JdbcClient jdbc;

    public LiveMachines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What differs as soon as any machine that is seen, or any package, is another than it was. */
    public record Fingerprint(long machines, BigInteger stamps, BigInteger packageStamps) {}

    /**
     * All machines as they were at one moment.
     *
     * @param fingerprint of that moment; that of the packages may be of one before, but not of one after
     */
    public record Listing(Fingerprint fingerprint, List<LiveMachine> machines) {
        public Listing {
            machines = List.copyOf(machines);
        }
    }

    /** How it stands, as of what is committed. */
    public Fingerprint fingerprint() {
        return jdbc.sql(FINGERPRINT)
                .query((row, number) -> new Fingerprint(
                        row.getLong("machines"), integer(row, "stamps"), integer(row, "package_stamps")))
                .single();
    }

    /**
     * All of them, oldest order first.
     *
     * @param before a fingerprint that was taken before
     */
    public Listing load(Fingerprint before) {
        List<LiveMachine> machines = new ArrayList<>();
        // of these very rows: one that came after the fingerprint and goes again would leave no trace in it
        BigInteger[] stamps = {BigInteger.ZERO};
        jdbc.sql(ROWS + Machines.LIVE + " ORDER BY machine.ordered_at, machine.launch_id")
                .query(row -> {
                    machines.add(machine(row, 0));
                    stamps[0] = stamps[0].add(BigInteger.valueOf(row.getLong("stamp")));
                });
        return new Listing(new Fingerprint(machines.size(), stamps[0], before.packageStamps()), machines);
    }

    /**
     * Those under some ids, by their ids in lower case.
     *
     * @param machineIds in lower case
     */
    public Map<String, LiveMachine> find(Collection<String> machineIds) {
        return jdbc
                .sql(ROWS + "live_machine_id IN (:ids)")
                .param("ids", machineIds)
                .query(LiveMachines::machine)
                .list()
                .stream()
                .collect(Collectors.toMap(
                        live -> live.machine().machineId().toLowerCase(Locale.ROOT), Function.identity()));
    }

    private static BigInteger integer(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).toBigInteger();
    }

    private static LiveMachine machine(ResultSet row, int number) throws SQLException {
        Machine machine = Machines.machine(row, number);
        return new LiveMachine(machine, Optional.ofNullable(row.getString("os")).orElseGet(() -> PackageListing.unknown(
                        machine.packageId())
                .os()));
    }
}

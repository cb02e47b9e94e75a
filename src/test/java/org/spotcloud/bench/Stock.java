package org.spotcloud.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.spotcloud.lab.Database;

/** Machines that are only in the database: they run, and have no instance that the cloud would be asked for. */
final class Stock {
    private static final String INSERT =
            """
            INSERT INTO machine (launch_id, machine_id, live_machine_id, name, transaction_id, package_id, hardware_id,
                   instance_type, architecture, state, wanted, client_token, private_address, ordered_at, stamp)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'm1.small', 'x86_64', 'RUNNING', 'RUNNING', ?, ?, ?, ?)""";

    private static final int BATCH = 500;
    private static final int OCTET = 256;

    private Stock() {}

    /** Adds that many of a package, while no service uses the database. */
    static void add(Database database, int machines, String packageId, String hardware) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (int i = 1; i <= machines; i++) {
                bind(insert, i, packageId, hardware);
                insert.addBatch();
                if (i % BATCH == 0 || i == machines) {
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
    }

    private static void bind(PreparedStatement insert, int number, String packageId, String hardware)
            throws SQLException {
        String launch = UUID.randomUUID().toString();
        String machine = UUID.randomUUID().toString();
        Object[] values = {
            launch,
            machine,
            machine,
            machine,
            UUID.randomUUID().toString(),
            packageId,
            hardware,
            "scbench-" + launch,
            "10.1.%d.%d".formatted(number / OCTET, number % OCTET),
            Timestamp.from(Instant.now()),
            ThreadLocalRandom.current().nextLong(1L << 53)
        };
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
    }
}

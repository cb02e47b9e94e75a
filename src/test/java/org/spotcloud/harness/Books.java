package org.spotcloud.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What stands in the service's database, read past the service. */
final class Books {
    private final Connection connection;

    Books(Connection connection) {
        this.connection = connection;
    }

    /** A machine's row. */
    record Row(
            String launch, String machine, String live, String state, String token, String instance, boolean closed) {}

    /** A row of an image that is ready, and the ids that it names. */
    record ReadyImage(String packageId, int generation, List<String> ids) {}

    List<Row> machines() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT launch_id, machine_id, live_machine_id, state,"
                        + " client_token, instance_id, closed_at FROM machine")) {
            while (found.next()) {
                rows.add(new Row(
                        found.getString(1),
                        found.getString(2),
                        found.getString(3),
                        found.getString(4),
                        found.getString(5),
                        found.getString(6),
                        found.getTimestamp(7) != null));
            }
        }
        return rows;
    }

    List<ReadyImage> readyImages() throws SQLException {
        List<ReadyImage> images = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT package_id, generation, kernel_id, ramdisk_id, image_id"
                                + " FROM image WHERE state = 'READY'")) {
            while (found.next()) {
                List<String> ids = new ArrayList<>();
                for (int column = 3; column <= 5; column++) {
                    ids.add(found.getString(column));
                }
                images.add(new ReadyImage(found.getString(1), found.getInt(2), ids));
            }
        }
        return images;
    }

    /** The values of one column, as text. */
    List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                values.add(found.getString(1));
            }
        }
        return values;
    }
}

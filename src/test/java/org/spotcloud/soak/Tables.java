package org.spotcloud.soak;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a running service, seen over a connection of our own. */
final class Tables {
    private static final String MIGRATIONS = "spotcloud_schema_history";
    private static final String RUN_TIME = "act_ru_";
    private static final List<String> OWN_RUN_TIME = List.of("step_attempt", "lease");

    private final Connection connection;

    Tables(Connection connection) {
        this.connection = connection;
    }

    static boolean isOfRunTime(String table) {
        return table.startsWith(RUN_TIME) || OWN_RUN_TIME.contains(table);
    }

    /** Rows by table, in lower case. */
    Map<String, Long> rows() throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(connection.getCatalog(), null, "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                String schema = tables.getString("TABLE_SCHEM");
                String name = tables.getString("TABLE_NAME");
                boolean ours = schema == null || !schema.equalsIgnoreCase("information_schema");
                if (ours && !name.equalsIgnoreCase(MIGRATIONS)) {
                    names.add(name);
                }
            }
        }
        Map<String, Long> rows = new TreeMap<>();
        for (String name : names) {
            rows.put(name.toLowerCase(Locale.ROOT), number("SELECT COUNT(*) FROM " + name));
        }
        return rows;
    }

    /**
     * Whether no process has anything left to do.
     *
     * @param swept whether the counts of steps that went with their process must be gone as well
     */
    boolean atRest(boolean swept) throws SQLException {
        return number("SELECT COUNT(*) FROM ACT_RU_EXECUTION") == 0
                && (!swept || number("SELECT COUNT(*) FROM step_attempt") == 0);
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package org.spotcloud.soak;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** H2's own count of the statements that the service sends. Counting costs time: rates are lower while it is on. */
final class Statements {
    private static final int MOST_KINDS = 2000;
    private static final int SHOWN = 40;
    private static final int WIDTH = 180;

    private final Connection connection;

    Statements(Connection connection) {
        this.connection = connection;
    }

    void count() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET QUERY_STATISTICS_MAX_ENTRIES " + MOST_KINDS);
            statement.execute("SET QUERY_STATISTICS TRUE");
        }
    }

    /** Prints what was sent how often for an order, what took most time first. */
    void print(int orders, PrintStream out) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery(
                        """
                        SELECT SUM(EXECUTION_COUNT), SUM(CUMULATIVE_EXECUTION_TIME) FROM INFORMATION_SCHEMA.QUERY_STATISTICS
                         WHERE SQL_STATEMENT NOT LIKE '%QUERY_STATISTICS%'""")) {
            all.next();
            out.printf(
                    "%.0f statements an order, %.1f ms in the database%n",
                    all.getDouble(1) / orders, all.getDouble(2) / orders);
        }
        try (Statement statement = connection.createStatement();
                ResultSet kinds = statement.executeQuery(
                        """
                        SELECT SQL_STATEMENT, EXECUTION_COUNT, CUMULATIVE_EXECUTION_TIME, MAX_EXECUTION_TIME
                          FROM INFORMATION_SCHEMA.QUERY_STATISTICS ORDER BY 3 DESC LIMIT\s"""
                                + SHOWN)) {
            out.printf("%8s %10s %8s  %s%n", "an order", "ms in all", "longest", "statement");
            while (kinds.next()) {
                String text = kinds.getString(1).replaceAll("\\s+", " ");
                out.printf(
                        "%8.1f %10.0f %8.1f  %s%n",
                        kinds.getDouble(2) / orders,
                        kinds.getDouble(3),
                        kinds.getDouble(4),
                        text.substring(0, Math.min(WIDTH, text.length())));
            }
        }
    }
}

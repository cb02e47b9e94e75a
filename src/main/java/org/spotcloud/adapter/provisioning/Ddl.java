package org.spotcloud.adapter.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Statements that make tables, executed so that they may be executed again: DDL is not transactional on MySQL and not on
 * H2, so what stands already, from a run that died before it was recorded, is skipped.
 */
final class Ddl {
    /** H2's error codes for: table, index, column, constraint exist already. */
    private static final Set<Integer> EXISTS_ON_H2 = Set.of(42101, 42111, 42121, 90045);
    /** MySQL's and MariaDB's: table, key name, column, foreign key exist already. */
    private static final Set<Integer> EXISTS_ON_MYSQL = Set.of(1050, 1061, 1060, 1826);
    /** MariaDB's generic one, and what tells in its message that a constraint of that name is why. */
    private static final int CANNOT_CREATE = 1005;

    private static final String DUPLICATE = "errno: 121";
    /** H2's and MySQL's: row exists already. */
    private static final Set<Integer> ROW_EXISTS = Set.of(23505, 1062);

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    private Ddl() {}

    static boolean isH2(Connection connection) throws SQLException {
        return "H2".equals(connection.getMetaData().getDatabaseProductName());
    }

    /** The statements of a script without its comments, which stand on lines of their own. */
    static List<String> statements(String script) {
        return List.of(COMMENT.matcher(script).replaceAll("").split(";")).stream()
                .map(String::strip)
                .filter(sql -> !sql.isEmpty())
                .toList();
    }

    static void execute(Connection connection, List<String> statements) throws SQLException {
        boolean h2 = isH2(connection);
        for (String sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                if (!stands(sql, e, h2)) {
                    throw e;
                }
            }
        }
    }

    private static boolean stands(String sql, SQLException e, boolean h2) {
        if (sql.regionMatches(true, 0, "INSERT", 0, "INSERT".length())) {
            return ROW_EXISTS.contains(e.getErrorCode());
        }
        return h2
                ? EXISTS_ON_H2.contains(e.getErrorCode())
                : EXISTS_ON_MYSQL.contains(e.getErrorCode())
                        || (e.getErrorCode() == CANNOT_CREATE && e.getMessage().contains(DUPLICATE));
    }
}

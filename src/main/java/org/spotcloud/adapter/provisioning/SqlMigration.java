package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.extensibility.MigrationType;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A file of the folder {@code sql}, named {@code V<version>__<description>.sql}. Flyway itself would stop for good at one
 * that a killed process has executed and not recorded.
 */
final class SqlMigration implements JavaMigration {
    private static final String FILES = "classpath*:db/migration/*.sql";
    private static final Pattern NAME = Pattern.compile("V([0-9]+)__([a-z0-9_]+)\\.sql");

    private final MigrationVersion version;
    private final String description;
    private final String script;

    private SqlMigration(String file, String script) {
        Matcher name = NAME.matcher(file);
        if (!name.matches()) {
            throw new IllegalArgumentException("not the name of a migration: " + file);
        }
        version = MigrationVersion.fromVersion(name.group(1));
        description = name.group(2).replace('_', ' ');
        this.script = script;
    }

    static List<JavaMigration> all() throws IOException {
        List<JavaMigration> all = new ArrayList<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources(FILES)) {
            all.add(new SqlMigration(file.getFilename(), file.getContentAsString(StandardCharsets.UTF_8)));
        }
        return all;
    }

    @Override
    public MigrationVersion getVersion() {
        return version;
    }

    @Override
    public String getDescription() {
        return description;
    }

    /** Of its lines, so that a file that was changed after it was executed is refused. */
    @Override
    public Integer getChecksum() {
        CRC32 checksum = new CRC32();
        script.lines().forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) checksum.getValue();
    }

    /** As Flyway calls it when it executes the file itself. */
    @Override
    public MigrationType getType() {
        return CoreMigrationType.SQL;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Ddl.execute(context.getConnection(), Ddl.statements(script));
    }
}

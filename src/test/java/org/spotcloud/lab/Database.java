package org.spotcloud.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A database that the service's processes use, which outlives them. */
public interface Database extends AutoCloseable {
    /** What makes the service use it, as environment variables. */
    Map<String, String> settings();

    /** A connection to look at what is in there. H2 has one only while no service runs. */
    Connection connect() throws SQLException;

    @Override
    void close();

    /** An H2 file in that folder; one service at a time. */
    static Database h2(Path folder) {
        return new H2File(folder);
    }

    /**
     * A MariaDB server of its own on a free port, with its data in that folder; as many services as are wanted. Its
     * time zone is Europe/Berlin, which must make no difference.
     */
    static MariaDb mariaDb(Path folder) throws IOException, InterruptedException {
        return MariaDb.start(folder);
    }
}

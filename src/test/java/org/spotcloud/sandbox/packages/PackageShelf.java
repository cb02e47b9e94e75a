package org.spotcloud.sandbox.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The package files, by id: those put there by name, else what a folder holds as {@code <id>} or {@code <id>.xvm2}. */
public final class PackageShelf {
    private final Path folder;
    private final Map<String, Path> files = new ConcurrentHashMap<>();

    /**
     * A package as it stands now.
     *
     * @param eTag with its quotes; another one as soon as path, size or time of the file differ
     */
    record Edition(Path file, long size, Instant modified, String eTag) {}

    /** Serves a folder; null for none. */
    public PackageShelf(Path folder) {
        this.folder = folder;
    }

    /** Serves a file under this id from now on; the file of another time counts as changed content. */
    public void put(String id, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("No such file: " + file);
        }
        files.put(id, file);
    }

    public void remove(String id) {
        files.remove(id);
    }

    public Map<String, Path> named() {
        return Map.copyOf(files);
    }

    Optional<Edition> find(String id) throws IOException {
        Path file = files.get(id);
        if (file == null && folder != null && id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            Path plain = folder.resolve(id);
            file = Files.isRegularFile(plain) ? plain : folder.resolve(id + ".xvm2");
        }
        return file == null || !Files.isRegularFile(file) ? Optional.empty() : Optional.of(edition(file));
    }

    private static Edition edition(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        String tag = String.format(
                "\"%x-%x-%x\"",
                size, time.toInstant().toEpochMilli(), file.toString().hashCode());
        return new Edition(file, size, time.toInstant().truncatedTo(ChronoUnit.SECONDS), tag);
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which node of the installation this process is: the name of a file {@code nodes/<id>} in the workspace root, held by
 * a file lock as long as the process lives. A restarted node finds its own id free and is the same node again.
 */
public final class NodeId implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("[a-z0-9]{8}");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 8;
    /** More new ids than this are never lost to other starting nodes. */
    private static final int MAX_NEW_IDS = 100;

    private final String id;
    private final HeldFile held;

    private NodeId(String id, HeldFile held) {
        this.id = id;
        this.held = held;
    }

    /**
     * Takes the first id that is free, else makes one.
     *
     * @param root the workspace root; made when missing
     * @throws UncheckedIOException when the root cannot be written
     */
    public static NodeId take(Path root, RandomGenerator random) {
        try {
            Path nodes = Files.createDirectories(root.resolve("nodes"));
            for (String id : known(nodes)) {
                Optional<NodeId> taken = tryTake(nodes, id);
                if (taken.isPresent()) {
                    return taken.get();
                }
            }
            return make(nodes, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> known(Path nodes) throws IOException {
        try (Stream<Path> files = Files.list(nodes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> ID.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    private static NodeId make(Path nodes, RandomGenerator random) throws IOException {
        for (int i = 0; i < MAX_NEW_IDS; i++) {
            Optional<NodeId> taken = tryTake(nodes, newId(random));
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new IOException("no node id could be taken: " + MAX_NEW_IDS + " new ones were held by others");
    }

    private static Optional<NodeId> tryTake(Path nodes, String id) throws IOException {
        return HeldFile.tryTake(nodes.resolve(id)).map(held -> new NodeId(id, held));
    }

    private static String newId(RandomGenerator random) {
        return random.ints(LENGTH, 0, LETTERS.length())
                .mapToObj(i -> LETTERS.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    /** Eight lower-case letters and digits. */
    public String id() {
        return id;
    }

    /** Gives the id back for the next node that starts. */
    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return id;
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file held by an exclusive lock until it is closed or the process ends, however it ends.
 *
 * <p>POSIX drops a process's lock when the process closes any descriptor of that file. So who is held already in this
 * JVM is known before a second channel is opened, and nothing else may open the file.
 */
final class HeldFile implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private HeldFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the file, which is made when missing; empty when another process, or another part of this one, holds it.
     */
    static Optional<HeldFile> tryTake(Path wanted) throws IOException {
        Path file = wanted.toAbsolutePath().getParent().toRealPath().resolve(wanted.getFileName());
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        Optional<HeldFile> held = Optional.empty();
        try {
            held = tryLock(file);
            return held;
        } finally {
            if (held.isEmpty()) {
                HELD_HERE.remove(file);
            }
        }
    }

    private static Optional<HeldFile> tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            return lock == null ? Optional.empty() : Optional.of(new HeldFile(file, channel));
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // this JVM holds it under another name of the file
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** Gives the file back. It stays where it is. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD_HERE.remove(file);
        }
    }
}

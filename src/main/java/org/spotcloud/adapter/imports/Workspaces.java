package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.spotcloud.adapter.catalog.Fault;
import org.springframework.util.unit.DataSize;

/** The folders that imports work in: {@code imports/<import id>} below the workspace root. */
public final class Workspaces {
    private static final Pattern IMPORT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    private final Path imports;
    private final long keepFree;
    private final Map<String, Long> aside = new HashMap<>();

    /**
     * @param root made when missing
     * @param keepFree what must stay free on its file system
     */
    public Workspaces(Path root, DataSize keepFree) {
        this.imports = root.toAbsolutePath().normalize().resolve("imports");
        this.keepFree = keepFree.toBytes();
    }

    /**
     * Makes the folder of an import, or keeps the one that is there.
     *
     * @param importId letters, digits, {@code -} and {@code _}, 1 to 100 of them
     * @throws Fault the operator's, when the folder cannot be made or less than what is to be kept is free
     */
    public Workspace reserve(String importId) {
        Workspace workspace = workspace(importId);
        try {
            Files.createDirectories(workspace.dir());
        } catch (IOException e) {
            throw Fault.operator("A folder in the workspace is needed, but it cannot be made.", e);
        }
        requireRoom(workspace, 0);
        return workspace;
    }

    /**
     * The folder of an import that was reserved.
     *
     * @throws WorkspaceLost when it is not there
     */
    public Workspace open(String importId) {
        Workspace workspace = workspace(importId);
        if (!Files.isDirectory(workspace.dir(), LinkOption.NOFOLLOW_LINKS)) {
            throw new WorkspaceLost("The workspace of import " + importId + " is not there any more.");
        }
        return workspace;
    }

    /** Deletes the folder of an import and all in it; none is no error. Links are deleted, not followed. */
    public void clean(String importId) {
        try {
            Folders.delete(workspace(importId).dir());
        } catch (IOException e) {
            throw Fault.operator("The workspace of import " + importId + " cannot be deleted.", e);
        }
    }

    /** The ids of all imports that have a folder, sorted. */
    public List<String> list() {
        if (!Files.isDirectory(imports)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(imports)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> IMPORT_ID.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Fault.operator("The workspace cannot be read.", e);
        }
    }

    /** When something in the folder of an import was last written, made or renamed; empty when there is no folder. */
    public Optional<Instant> changed(String importId) {
        Path dir = workspace(importId).dir();
        if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.walk(dir)) {
            Instant newest = Instant.EPOCH;
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Instant changed = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                        .toInstant();
                newest = changed.isAfter(newest) ? changed : newest;
            }
            return Optional.of(newest);
        } catch (NoSuchFileException | UncheckedIOException e) {
            throw Fault.tryAgain("The workspace of import " + importId + " is being written.", e);
        } catch (IOException e) {
            throw Fault.operator("The workspace of import " + importId + " cannot be read.", e);
        }
    }

    /**
     * Checks that so many bytes can be written and what is to be kept free stays free.
     *
     * @throws Fault the operator's, which says how much is free, needed and missing
     */
    void requireRoom(Workspace workspace, long bytes) {
        requireFree(free(workspace), bytes);
    }

    /**
     * Sets aside what an import will still write, against the other imports of this node. It is in memory alone: after a
     * restart each import does so again, and what is written by then is no longer free.
     *
     * @throws Fault the operator's, when so much is not free and no other import will give any back; else one to try again
     */
    synchronized void setAside(Workspace workspace, long bytes) {
        long free = free(workspace);
        long others = aside.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(workspace.importId()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        if (others == 0 || bytes > total(workspace) - keepFree) {
            requireFree(free, bytes);
        } else if (free - others < bytes + keepFree) {
            throw Fault.tryAgain(
                    "The workspace has %s free, and imports that are under way will need %s of it; this one waits for %s."
                            .formatted(Bytes.text(free), Bytes.text(others), Bytes.text(bytes)),
                    null);
        }
        aside.put(workspace.importId(), bytes);
    }

    /** So much of what was set aside is still to be written. */
    synchronized void leftToWrite(Workspace workspace, long bytes) {
        aside.computeIfPresent(workspace.importId(), (id, before) -> bytes);
    }

    /** The import writes no more for now. */
    synchronized void giveBack(Workspace workspace) {
        aside.remove(workspace.importId());
    }

    private static long total(Workspace workspace) {
        try {
            return Files.getFileStore(workspace.dir()).getTotalSpace();
        } catch (IOException e) {
            throw Fault.operator("The size of the workspace cannot be read.", e);
        }
    }

    /** The bytes that can be written. */
    static long free(Workspace workspace) {
        try {
            return Files.getFileStore(workspace.dir()).getUsableSpace();
        } catch (IOException e) {
            throw Fault.operator("The free space of the workspace cannot be read.", e);
        }
    }

    private void requireFree(long free, long bytes) {
        long needed = Math.addExact(bytes, keepFree);
        if (free < needed) {
            // how large a disk is shows only when it is inflated
            String atLeast = bytes > 0 ? "at least " : "";
            throw Fault.operator(
                    "The workspace needs %s%s free (%s for files, %s to be kept free), but has %s: %s%s are missing."
                            .formatted(
                                    atLeast,
                                    Bytes.text(needed),
                                    Bytes.text(bytes),
                                    Bytes.text(keepFree),
                                    Bytes.text(free),
                                    atLeast,
                                    Bytes.text(needed - free)),
                    null);
        }
    }

    private Workspace workspace(String importId) {
        if (!IMPORT_ID.matcher(importId).matches()) {
            throw new IllegalArgumentException("not the id of an import: " + importId);
        }
        return new Workspace(importId, imports.resolve(importId));
    }
}

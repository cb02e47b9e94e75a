package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** An ext2, ext3 or ext4 file system, for reading. Not safe for several threads. */
public final class ExtFileSystem {
    private static final long ROOT_INODE = 2;
    /** As many as Linux follows. */
    private static final int MAX_SYMLINKS = 40;

    private static final int MAX_SYMLINK_BYTES = 4096;
    private static final int MAX_PATH_STEPS = 1000;
    /** For {@code split}: empty names at the end, which mean nothing in a path, are not taken away. */
    private static final int ALL = -1;

    private final Superblock superblock;
    private final Blocks blocks;
    private final InodeTable inodes;
    private final Directories directories;

    private ExtFileSystem(Superblock superblock, BlockDevice device) {
        this.superblock = superblock;
        this.blocks = new Blocks(device, superblock.blockBytes(), superblock.blocks());
        this.inodes = new InodeTable(superblock, blocks);
        this.directories = new Directories(superblock, blocks);
    }

    /**
     * Opens a file system. One that was not unmounted is read as it is after its journal is replayed; the device stays as
     * it is.
     *
     * @throws DiskImageException when it is none, is damaged (its metadata's checksums, where it has them, are verified
     *     when they are read), has features that are not supported (which the message
     *     names), or has a journal that cannot be replayed
     */
    public static ExtFileSystem open(BlockDevice device) throws IOException {
        ExtFileSystem asFound = new ExtFileSystem(superblock(device), device);
        if (!asFound.superblock.has(Features.RECOVER)) {
            return asFound;
        }
        BlockDevice replayed = Journal.replay(asFound.journal(), asFound.superblock, device);
        return new ExtFileSystem(superblock(replayed), replayed);
    }

    private static Superblock superblock(BlockDevice device) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Superblock.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        device.read(Superblock.OFFSET, bytes);
        Superblock superblock = Superblock.read(bytes);
        if (superblock.blocks() > device.size() / superblock.blockBytes()) {
            throw new DiskImageException(
                    "expected a file system within its partition of %d bytes, found one of %d blocks of %d"
                            .formatted(device.size(), superblock.blocks(), superblock.blockBytes()));
        }
        return superblock;
    }

    private ExtFile journal() throws IOException {
        if (superblock.journalInode() == 0) {
            throw new DiskImageException("expected the journal that is to be replayed in the file system,"
                    + " found it on another device (an external journal)");
        }
        ExtFile journal = new ExtFile(inodes.read(superblock.journalInode()), blocks);
        if (!journal.isRegular()) {
            throw new DiskImageException(
                    "expected the journal in a regular file, found inode " + superblock.journalInode());
        }
        return journal;
    }

    /** {@code ext2}, {@code ext3} or {@code ext4}. */
    public String version() {
        return superblock.version();
    }

    /** The volume's name; empty where it has none. */
    public String label() {
        return superblock.label();
    }

    /** The volume's UUID as after {@code UUID=} in fstab: lower case, with hyphens. */
    public String uuid() {
        return superblock.uuid().toString();
    }

    /** Bytes of a block. */
    public int blockBytes() {
        return superblock.blockBytes();
    }

    /**
     * The file or directory at an absolute path. Symbolic links are followed, absolute ones within this file system.
     *
     * @return empty when there is none
     */
    public Optional<ExtFile> find(String path) throws IOException {
        Optional<Inode> inode = resolve(path);
        return inode.isPresent() ? Optional.of(new ExtFile(inode.get(), blocks)) : Optional.empty();
    }

    /** The names in the directory at that path; empty when there is no such directory. */
    public Set<String> names(String path) throws IOException {
        Optional<Inode> inode = resolve(path);
        return inode.isPresent() && inode.get().isDirectory()
                ? directories.entries(inode.get()).keySet()
                : Set.of();
    }

    /**
     * What the symbolic link at that path says, which need not exist. Links on the way to it are followed.
     *
     * @return empty when there is no symbolic link
     */
    public Optional<String> linkTarget(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        Optional<Inode> parent = resolve(path.substring(0, slash));
        if (parent.isEmpty() || !parent.get().isDirectory()) {
            return Optional.empty();
        }
        Long number = directories.entries(parent.get()).get(path.substring(slash + 1));
        Inode link = number == null ? null : inodes.read(number);
        return link != null && link.isSymlink() ? Optional.of(target(link)) : Optional.empty();
    }

    private Optional<Inode> resolve(String path) throws IOException {
        Deque<Inode> parents = new ArrayDeque<>();
        parents.push(inodes.read(ROOT_INODE));
        Deque<String> ahead = new ArrayDeque<>(Arrays.asList(path.split("/", ALL)));
        int links = 0;
        for (int steps = 0; !ahead.isEmpty(); steps++) {
            if (steps == MAX_PATH_STEPS) {
                throw new DiskImageException(
                        "expected a path of at most " + MAX_PATH_STEPS + " steps, found more at " + path);
            }
            String name = ahead.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (parents.size() > 1) {
                    parents.pop();
                }
                continue;
            }
            Optional<Inode> found = child(parents.getFirst(), name);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (found.get().isSymlink()) {
                if (++links > MAX_SYMLINKS) {
                    throw new DiskImageException(
                            "expected at most " + MAX_SYMLINKS + " symbolic links, found more at " + path);
                }
                follow(target(found.get()), parents, ahead);
            } else {
                parents.push(found.get());
            }
        }
        return Optional.of(parents.getFirst());
    }

    private static void follow(String target, Deque<Inode> parents, Deque<String> ahead) {
        if (target.startsWith("/")) {
            while (parents.size() > 1) {
                parents.pop();
            }
        }
        String[] names = target.split("/", ALL);
        for (int i = names.length - 1; i >= 0; i--) {
            ahead.push(names[i]);
        }
    }

    private Optional<Inode> child(Inode directory, String name) throws IOException {
        if (!directory.isDirectory()) {
            return Optional.empty();
        }
        Long number = directories.entries(directory).get(name);
        return number == null ? Optional.empty() : Optional.of(inodes.read(number));
    }

    private String target(Inode link) throws IOException {
        if (link.size() < 0 || link.size() > MAX_SYMLINK_BYTES) {
            throw new DiskImageException("expected a symbolic link of at most %d bytes, found one of %d"
                    .formatted(MAX_SYMLINK_BYTES, link.size()));
        }
        ByteBuffer target = ByteBuffer.allocate((int) link.size());
        if (link.size() < Inode.MAP_BYTES && !link.hasInlineContent()) {
            target.put(link.map().limit((int) link.size()));
        } else {
            new ExtFile(link, blocks).read(0, target);
        }
        return StandardCharsets.UTF_8.decode(target.flip()).toString();
    }
}

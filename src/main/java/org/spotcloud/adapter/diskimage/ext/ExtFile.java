package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** A file of an ext file system: its size, and its content anywhere. Not safe for several threads. */
public final class ExtFile {
    private final Inode inode;
    private final Blocks blocks;
    private final FileMap map;
    private final ByteBuffer inline;

    ExtFile(Inode inode, Blocks blocks) throws DiskImageException {
        if (inode.isEncrypted()) {
            throw new DiskImageException("expected a plain file, found inode " + inode.number() + " encrypted");
        }
        if (inode.size() < 0) {
            throw new DiskImageException(
                    "expected a file of positive size, found inode %d with %d".formatted(inode.number(), inode.size()));
        }
        this.inode = inode;
        this.blocks = blocks;
        this.inline = inode.hasInlineContent() ? InlineContent.of(inode) : null;
        this.map = inode.hasExtents()
                ? new ExtentTree(blocks, inode.map(), inode.checksums())
                : new BlockMap(blocks, inode.map());
    }

    /** Bytes. */
    public long size() {
        return inode.size();
    }

    /** Whether it is a regular file. */
    public boolean isRegular() {
        return inode.isRegular();
    }

    /** Whether it is a directory. */
    public boolean isDirectory() {
        return inode.isDirectory();
    }

    /**
     * Reads into {@code target} from that byte of the file on.
     *
     * @return bytes read: all that {@code target} has room for, fewer at the file's end
     */
    public int read(long position, ByteBuffer target) throws IOException {
        int limit = target.limit();
        int start = target.position();
        int end = start + (int) Math.min(target.remaining(), Math.max(0, size() - position));
        while (target.position() < end) {
            readRun(position + target.position() - start, target.limit(end));
        }
        target.limit(limit);
        return target.position() - start;
    }

    private void readRun(long position, ByteBuffer target) throws IOException {
        if (inline != null) {
            target.put(inline.slice((int) position, target.remaining()));
            return;
        }
        long within = position % blocks.blockBytes();
        BlockRun run = map.locate(position / blocks.blockBytes());
        // a run of 2^32 blocks of 64 KiB still fits a long
        int length = (int) Math.min(target.remaining(), run.length() * blocks.blockBytes() - within);
        target.limit(target.position() + length);
        if (run.isHole()) {
            while (target.hasRemaining()) {
                target.put((byte) 0);
            }
        } else {
            blocks.read(run.start(), within, target);
        }
    }
}

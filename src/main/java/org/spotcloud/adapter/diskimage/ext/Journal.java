package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.spotcloud.adapter.diskimage.BlockDevice;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ReplayedDevice.Logged;

/**
 * The log of transactions of a file system that was not unmounted (jbd2; Linux,
 * Documentation/filesystems/ext4/journal.rst, fs/jbd2/recovery.c). Nothing is written: the blocks of the transactions
 * that were committed are read in the log from then on.
 */
final class Journal {
    /** More than mke2fs ever makes by itself. */
    private static final long MAX_LOG_BYTES = 1L << 30;
    /** Blocks that are replayed or revoked: kept in memory, some 100 bytes each. */
    private static final int MAX_BLOCKS = 1 << 18;

    private static final int DESCRIPTOR = 1;
    private static final int COMMIT = 2;
    private static final int REVOKE = 5;

    private static final int H_MAGIC = 0x00;
    private static final int H_BLOCKTYPE = 0x04;
    private static final int H_SEQUENCE = 0x08;
    private static final int H_CHKSUM = 0x10;
    private static final int H_COMMIT_SEC = 0x30;
    private static final int R_COUNT = 0x0c;
    private static final int R_HEADER_BYTES = 0x10;
    private static final int CHECKSUM_MASK_V2 = 0xffff;

    private final ExtFile file;
    private final JournalSuperblock superblock;
    private final ByteBuffer block;
    private final long fileSystemBlocks;

    private final NavigableMap<Long, Logged> committed = new TreeMap<>();
    /** The last transaction that revoked a block. */
    private final Map<Long, Long> revoked = new HashMap<>();

    private final Map<Long, Logged> open = new HashMap<>();
    private final Map<Long, Long> openRevoked = new HashMap<>();
    private boolean openDamaged;
    private long transaction;
    private long lastCommit;

    private Journal(ExtFile file, int blockBytes, long fileSystemBlocks) throws IOException {
        this.file = file;
        this.fileSystemBlocks = fileSystemBlocks;
        this.block = ByteBuffer.allocate(blockBytes).order(ByteOrder.BIG_ENDIAN);
        if (file.size() < blockBytes) {
            throw new DiskImageException(
                    "expected a journal of at least %d bytes, found %d".formatted(blockBytes, file.size()));
        }
        read(0);
        this.superblock = JournalSuperblock.read(block, file.size() / blockBytes);
    }

    /**
     * The device as it is after the journal in that file is replayed.
     *
     * @throws DiskImageException when the journal is damaged, too large, or has features that are not supported
     */
    static BlockDevice replay(ExtFile file, Superblock fileSystem, BlockDevice device) throws IOException {
        Journal journal = new Journal(file, fileSystem.blockBytes(), device.size() / fileSystem.blockBytes());
        if (!journal.superblock.isEmpty()) {
            journal.scan();
            journal.dropRevoked();
            journal.verifyBlocks();
        }
        return new ReplayedDevice(device, fileSystem.blockBytes(), file, journal.committed);
    }

    /** Goes through the log up to its end: a block that is not of the transaction that should come next. */
    private void scan() throws IOException {
        long ring = superblock.end() - superblock.first();
        long done = 0; // blocks of the log
        boolean more = true;
        while (more && done < ring) {
            if (done * block.capacity() > MAX_LOG_BYTES) {
                throw new DiskImageException("expected at most %d bytes of transactions in the journal, found more"
                        .formatted(MAX_LOG_BYTES));
            }
            read(place(done));
            if (block.getInt(H_MAGIC) != JournalSuperblock.MAGIC || block.getInt(H_SEQUENCE) != sequence()) {
                return;
            }
            done++;
            switch (block.getInt(H_BLOCKTYPE)) {
                case DESCRIPTOR -> done += describe(done);
                case REVOKE -> revoke();
                case COMMIT -> more = commit();
                default -> more = false;
            }
        }
        if (done > ring) {
            throw new DiskImageException(
                    "expected a log of at most %d blocks in the journal, found one of %d".formatted(ring, done));
        }
    }

    private int sequence() {
        return superblock.sequence() + (int) transaction;
    }

    /** The block of the journal that is at that place of the log. */
    private long place(long logBlock) {
        long ring = superblock.end() - superblock.first();
        return superblock.first() + (superblock.start() - superblock.first() + logBlock) % ring;
    }

    /** Notes the blocks that follow a descriptor block, from that place of the log on; how many there are. */
    private int describe(long logBlock) throws DiskImageException {
        openDamaged |= !tailIsRight();
        int count = 0;
        for (JournalTag tag : JournalTag.read(block, superblock)) {
            long place = place(logBlock + count++);
            if (tag.block() < 0 || tag.block() >= fileSystemBlocks) {
                openDamaged = true;
            } else {
                open.put(tag.block(), new Logged(place, tag.escaped(), transaction, sequence(), tag.checksum()));
            }
        }
        verifyCount(committed.size() + open.size());
        return count;
    }

    private void revoke() throws DiskImageException {
        openDamaged |= !tailIsRight();
        int end = block.getInt(R_COUNT);
        int bytes = superblock.wide() ? Long.BYTES : Integer.BYTES;
        if (end < R_HEADER_BYTES || end > block.limit()) {
            openDamaged = true;
            return;
        }
        for (int at = R_HEADER_BYTES; at + bytes <= end; at += bytes) {
            long number = superblock.wide() ? block.getLong(at) : Integer.toUnsignedLong(block.getInt(at));
            openRevoked.put(number, transaction);
        }
        verifyCount(revoked.size() + openRevoked.size());
    }

    /**
     * Takes what the transaction wrote. One that is damaged but older than the last is what an earlier use of the journal
     * left: the log ends before it.
     *
     * @return whether the log goes on
     */
    private boolean commit() throws DiskImageException {
        long seconds = block.getLong(H_COMMIT_SEC);
        boolean damaged = openDamaged || superblock.checksumVersion() != 0 && !checksumIsRight(H_CHKSUM);
        if (damaged && Long.compareUnsigned(seconds, lastCommit) < 0) {
            return false;
        }
        if (damaged) {
            throw new DiskImageException("expected transaction %s of the journal as it was written, found it damaged"
                    .formatted(Integer.toUnsignedString(sequence())));
        }
        committed.putAll(open);
        revoked.putAll(openRevoked);
        open.clear();
        openRevoked.clear();
        lastCommit = seconds;
        transaction++;
        return true;
    }

    private void dropRevoked() {
        committed
                .entrySet()
                .removeIf(entry -> revoked.getOrDefault(entry.getKey(), -1L)
                        >= entry.getValue().transaction());
    }

    private void verifyBlocks() throws IOException {
        if (superblock.checksumVersion() == 0) {
            return;
        }
        int mask = superblock.checksumVersion() == 2 ? CHECKSUM_MASK_V2 : -1;
        for (Map.Entry<Long, Logged> entry : committed.entrySet()) {
            Logged logged = entry.getValue();
            read(logged.place());
            ByteBuffer sequence = ByteBuffer.allocate(Integer.BYTES).putInt(0, logged.sequence());
            int checksum = Crc.CRC32C.of(Crc.CRC32C.of(superblock.seed(), sequence), block);
            Checksums.verify(
                    "block %d in transaction %s of the journal"
                            .formatted(entry.getKey(), Integer.toUnsignedString(logged.sequence())),
                    checksum & mask,
                    logged.checksum());
        }
    }

    /** Whether the checksum at the end of a descriptor or revoke block is right, where there is one. */
    private boolean tailIsRight() {
        return superblock.checksumVersion() == 0 || checksumIsRight(block.limit() - Integer.BYTES);
    }

    private boolean checksumIsRight(int at) {
        int found = block.getInt(at);
        int expected = Crc.CRC32C.of(superblock.seed(), block.putInt(at, 0));
        block.putInt(at, found);
        return found == expected;
    }

    private static void verifyCount(int blocks) throws DiskImageException {
        if (blocks > MAX_BLOCKS) {
            throw new DiskImageException(
                    "expected at most %d blocks to replay from the journal, found more".formatted(MAX_BLOCKS));
        }
    }

    private void read(long place) throws IOException {
        file.read(place * block.capacity(), block.clear());
        block.flip();
    }
}

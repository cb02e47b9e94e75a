package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** On journals that debugfs wrote, and that were then damaged. What they hold when they are not, FixturesTest reads. */
class JournalTest {
    private static final int BLOCK = 1024;
    private static final int SUPERBLOCK = 1024;
    private static final int MAGIC = 0xc03b3998;
    private static final int JOURNAL_BLOCKS = 1024;
    private static final long MAX_READS = 20_000;

    private static final int S_FEATURE_COMPAT = SUPERBLOCK + 0x5c;
    private static final int HAS_JOURNAL = 0x4;
    private static final int S_JOURNAL_INUM = SUPERBLOCK + 0xe0;

    /** Of the journal's first block. */
    private static final int S_BLOCKSIZE = 0x0c;

    private static final int S_MAXLEN = 0x10;
    private static final int S_START = 0x1c;
    private static final int FEATURES_COMPAT = 0x24;
    private static final int FEATURES_INCOMPAT = 0x28;

    private static final int DESCRIPTOR = 1;
    private static final int COMMIT = 2;
    private static final int REVOKE = 5;
    private static final int H_SEQUENCE = 8;
    private static final int H_COMMIT_SEC = 0x30;
    private static final int HEADER_BYTES = 12;

    private static final String MADE = "/made/copy";

    @Test
    void leavesTheDeviceAsItIs() throws IOException {
        byte[] disk = Fixture.named("journal/ext4-checksums-3").bytes();
        byte[] before = disk.clone();
        assertThat(ExtFileSystem.open(new MemoryDevice(disk)).find(MADE)).isPresent();
        assertThat(disk).isEqualTo(before);
    }

    @Test
    void readsAnyPieceOfAFileThatWasReplayed() throws IOException {
        ExtFile file = ExtFileSystem.open(
                        new MemoryDevice(Fixture.named("journal/ext3-1k").bytes()))
                .find("/file")
                .orElseThrow();
        byte[] whole = read(file, 0, (int) file.size());
        assertThat(ByteBuffer.wrap(whole).getInt(BLOCK)).isEqualTo(MAGIC); // escaped in the journal
        for (int start = BLOCK - 6; start < BLOCK + 6; start++) {
            for (int length = 0; length < 8; length++) {
                assertThat(read(file, start, length)).isEqualTo(Arrays.copyOfRange(whole, start, start + length));
            }
        }
    }

    @Test
    void anEmptyJournalIsReplayedAsNothing() throws IOException {
        ByteBuffer disk = disk("ext3-1k");
        disk.putInt(journal(disk) + S_START, 0);
        assertThat(ExtFileSystem.open(new MemoryDevice(disk.array())).find("/old"))
                .isPresent();
    }

    @Test
    void whatWasNotCommittedIsNotRead() throws IOException {
        ByteBuffer disk = disk("ext3-1k");
        int commit = find(disk, COMMIT, 1);
        disk.putInt(commit, 0);
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(disk.array()));
        assertThat(fileSystem.find("/old")).isPresent();
        assertThat(fileSystem.find(MADE)).isEmpty();
    }

    /** The log is a ring: wherever it begins, it is the same. */
    @Test
    void goesOnAtTheBeginning() throws IOException {
        for (int start : new int[] {2, 500, 900, 1000, 1020, 1021, 1022, 1023}) {
            ByteBuffer disk = disk("ext4-no-checksums"); // whose journal is in one piece
            int journal = journal(disk);
            byte[] log = Arrays.copyOfRange(disk.array(), journal + BLOCK, journal + JOURNAL_BLOCKS * BLOCK);
            int head = (JOURNAL_BLOCKS - start) * BLOCK;
            disk.position(journal + start * BLOCK).put(log, 0, head);
            disk.position(journal + BLOCK).put(log, head, log.length - head);
            disk.putInt(journal + S_START, start).clear();
            ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(disk.array()));
            ExtFile made = fileSystem.find(MADE).orElseThrow();
            assertThat(new String(read(made, 50 * BLOCK, 3), StandardCharsets.UTF_8))
                    .isEqualTo("50 ");
            assertThat(fileSystem.find("/old")).isEmpty();
        }
    }

    /** Such a commit is of an earlier use of the journal. */
    @Test
    void aDamagedCommitOlderThanTheLastEndsTheLog() throws IOException {
        ByteBuffer disk = disk("ext4-checksums-3");
        disk.putLong(find(disk, COMMIT, 2) + H_COMMIT_SEC, 0);
        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(disk.array()));
        assertThat(fileSystem.find(MADE)).isPresent();
        ExtFile file = fileSystem.find("/file").orElseThrow();
        assertThat(new String(read(file, BLOCK, 2), StandardCharsets.UTF_8)).isEqualTo("1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4-checksums-2", "ext4-checksums-3", "ext4-checksums-2-32bit", "ext4-checksums-3-32bit"})
    void detectsWhatIsDamaged(String name) {
        ByteBuffer disk = disk(name);
        String found = " was written, found it damaged";
        for (int at = HEADER_BYTES; at < BLOCK; at += 3) {
            assertDamaged(disk, find(disk, DESCRIPTOR, 1) + at, "expected transaction 1 of the journal as it" + found);
            assertDamaged(disk, find(disk, REVOKE, 3) + at, "expected transaction 3 of the journal as it" + found);
            assertDamaged(disk, find(disk, COMMIT, 1) + at, "expected transaction 1 of the journal as it" + found);
            assertDamaged(disk, find(disk, DESCRIPTOR, 2) + BLOCK + at, "expected the checksum");
            assertDamaged(disk, journal(disk) + at, "expected ");
        }
        assertDamaged(disk, journal(disk) + 200, "expected the checksum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext3-1k", "ext4-no-checksums", "ext4-checksums-2", "ext4-checksums-3"})
    void endsOnAnyDamage(String name) throws IOException {
        ByteBuffer disk = disk(name);
        int end = find(disk, COMMIT, 3);
        for (int block = journal(disk); block <= end; block += BLOCK) {
            boolean meta = disk.getInt(block) == MAGIC;
            for (int at = 0; at < (meta ? 0x60 : 4); at += Short.BYTES) {
                short was = disk.getShort(block + at);
                for (int value : new int[] {0, -1, was + 1, was ^ 0x8000}) {
                    disk.putShort(block + at, (short) value);
                    readsOrRefuses(disk.array());
                }
                disk.putShort(block + at, was);
            }
        }
    }

    @Test
    void refusesWhatItCannotReplayByName() {
        assertRefused(FEATURES_INCOMPAT, 0x20, "features that are not supported, found fast_commit");
        assertRefused(FEATURES_INCOMPAT, 0x4, "found async_commit");
        assertRefused(FEATURES_INCOMPAT, 0x40, "found 0x40");
        assertRefused(FEATURES_INCOMPAT, 0x18, "expected checksums of type 4");
        assertRefused(FEATURES_COMPAT, 0x1, "found checksum (journal_checksum, version 1)");
        assertRefused(0, 0, "expected a journal (magic c03b3998, type 3 or 4), found 00000000, type 4");
        assertRefused(S_BLOCKSIZE, 2048, "s_blocksize");
        assertRefused(S_MAXLEN, 1025, "s_maxlen");
        assertRefused(S_START, 1024, "s_start");
    }

    @Test
    void refusesAJournalElsewhereOrNone() {
        ByteBuffer external = disk("ext3-1k").order(ByteOrder.LITTLE_ENDIAN);
        external.putInt(S_JOURNAL_INUM, 0);
        assertRefused(external.array(), "an external journal");
        ByteBuffer none = disk("ext3-1k").order(ByteOrder.LITTLE_ENDIAN);
        none.putInt(S_FEATURE_COMPAT, none.getInt(S_FEATURE_COMPAT) & ~HAS_JOURNAL);
        assertRefused(none.array(), "needs_recovery (without a journal)");
        ByteBuffer directory = disk("ext3-1k").order(ByteOrder.LITTLE_ENDIAN);
        directory.putInt(S_JOURNAL_INUM, 2);
        assertRefused(directory.array(), "expected the journal in a regular file, found inode 2");
    }

    @Test
    void refusesALogThatIsLongerThanItsJournal() {
        ByteBuffer disk = disk("ext3-1k");
        disk.putInt(journal(disk) + S_MAXLEN, 60);
        assertRefused(disk.array(), "expected a log of at most 59 blocks in the journal, found one of ");
    }

    private static void assertDamaged(ByteBuffer disk, int at, String message) {
        byte was = disk.get(at);
        disk.put(at, (byte) (was ^ 0x10));
        assertRefused(disk.array(), message);
        disk.put(at, was);
    }

    private static void assertRefused(int field, int value, String message) {
        ByteBuffer disk = disk("ext3-1k");
        disk.putInt(journal(disk) + field, value);
        assertRefused(disk.array(), message);
    }

    private static void assertRefused(byte[] disk, String message) {
        assertThatThrownBy(() -> ExtFileSystem.open(new MemoryDevice(disk)))
                .isInstanceOf(DiskImageException.class)
                .hasMessageStartingWith("expected")
                .hasMessageContaining(message);
    }

    private static void readsOrRefuses(byte[] disk) throws IOException {
        try {
            Walk.all(new CountingDevice(disk, MAX_READS));
        } catch (DiskImageException e) {
            assertThat(e).hasMessageStartingWith("expected");
        }
    }

    private static byte[] read(ExtFile file, int position, int length) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(length);
        assertThat(file.read(position, content)).isEqualTo(length);
        return content.array();
    }

    /** Big-endian, as the journal is. */
    private static ByteBuffer disk(String name) {
        return ByteBuffer.wrap(Fixture.named("journal/" + name).bytes());
    }

    /** Where the journal begins. */
    private static int journal(ByteBuffer disk) {
        for (int at = 2 * BLOCK; ; at += BLOCK) {
            if (disk.getInt(at) == MAGIC && List.of(3, 4).contains(disk.getInt(at + 4))) {
                return at;
            }
        }
    }

    /** The first block of that type of that transaction. */
    private static int find(ByteBuffer disk, int type, int transaction) {
        for (int at = journal(disk) + BLOCK; ; at += BLOCK) {
            if (disk.getInt(at) == MAGIC
                    && disk.getInt(at + 4) == type
                    && disk.getInt(at + H_SEQUENCE) == transaction) {
                return at;
            }
        }
    }
}

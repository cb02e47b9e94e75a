package org.spotcloud.adapter.xvm2;

import java.io.IOException;

/**
 * Reads the maps that stand outside of the headers: in blocks after the header (GNU's old form), or as decimal lines
 * before the member's bytes (version 1.0 of GNU's form for pax).
 */
final class SparseMapReader {
    private static final int SPARSES_IN_SPARSE_HEADER = 21;
    private static final int SPARSE_HEADER_ISEXTENDED = 504;
    private static final int NUMBER_MAX_DIGITS = 19;

    private final TarInput input;
    private final byte[] block = new byte[TarInput.BLOCK_BYTES];
    private final byte[] line = new byte[NUMBER_MAX_DIGITS];
    private final String name;
    private long most;
    private long bytes;
    private int at = TarInput.BLOCK_BYTES;

    /** @param name the member's, for messages */
    SparseMapReader(TarInput input, String name) {
        this.input = input;
        this.name = name;
    }

    /** Reads the map of a member whose header that is. */
    SparseMap oldGnu(TarHeader header) throws IOException {
        SparseMap map = new SparseMap();
        header.addSparseChunks(map);
        boolean more = header.isExtended();
        while (more) {
            readBlock();
            map.addOldGnu(block, 0, SPARSES_IN_SPARSE_HEADER);
            more = block[SPARSE_HEADER_ISEXTENDED] != 0;
        }
        return map;
    }

    /**
     * Reads the map of version 1.0: the number of chunks, and the offset and the length of each.
     *
     * @param stored bytes of the member in the package, of which the map is the beginning
     */
    SparseMap pax10(long stored) throws IOException {
        most = stored;
        SparseMap map = new SparseMap();
        long chunks = nextNumber();
        if (chunks > SparseMap.MAX_CHUNKS) {
            throw new PackageException("expected at most %d chunks in the sparse %s, found %d"
                    .formatted(SparseMap.MAX_CHUNKS, name, chunks));
        }
        for (long chunk = 0; chunk < chunks; chunk++) {
            long offset = nextNumber();
            map.add(offset, nextNumber());
        }
        return map;
    }

    /** Bytes that the map has taken up, with the padding to the block's end. */
    long bytes() {
        return bytes;
    }

    private long nextNumber() throws IOException {
        int digits = 0;
        for (byte next = nextByte(); next != '\n'; next = nextByte()) {
            if (digits == NUMBER_MAX_DIGITS) {
                throw new PackageException(
                        "expected numbers of at most %d digits in the map of the sparse %s, found more"
                                .formatted(NUMBER_MAX_DIGITS, name));
            }
            line[digits++] = next;
        }
        return TarNumber.decimal(line, 0, digits, "map of the sparse " + name);
    }

    private byte nextByte() throws IOException {
        if (at == TarInput.BLOCK_BYTES) {
            if (most - bytes < TarInput.BLOCK_BYTES) {
                throw new PackageException(
                        "expected the map of the sparse %s within its %d bytes, found it longer".formatted(name, most));
            }
            readBlock();
            at = 0;
        }
        return block[at++];
    }

    private void readBlock() throws IOException {
        if (input.readBlock(block) < TarInput.BLOCK_BYTES) {
            throw new PackageException(
                    "expected the map of the sparse %s, found the end of the package".formatted(name));
        }
        bytes += TarInput.BLOCK_BYTES;
    }
}

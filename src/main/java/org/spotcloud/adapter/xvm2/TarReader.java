package org.spotcloud.adapter.xvm2;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a tar as a stream: ustar, pax, and GNU's own with long names, large sizes and all its forms of sparse files,
 * whose holes read as zeros. Headers and maps are bounded, checksums are verified, and the end mark must be there.
 *
 * <p>Commons Compress does not serve here. It reads the map of a sparse file by recursion and without a bound, takes
 * the rest of a chunk for read when its source gives fewer bytes than asked for, has 32 bits for some sizes, and is
 * content with an archive that is cut off; all of that lies beneath what a wrapper reaches.
 */
final class TarReader {
    /** Linux's PATH_MAX. */
    static final int MAX_NAME_BYTES = 4096;
    /** Read into memory; a map in a pax header takes some 20 to 80 bytes for each chunk. */
    private static final int MAX_PAX_BYTES = 8 << 20;

    private final TarInput input;
    private final byte[] block = new byte[TarInput.BLOCK_BYTES];
    private final PaxRecords globalRecords = new PaxRecords();
    private int known;
    private TarEntry entry = new TarEntry("", 0, false);
    private SparseMap map = new SparseMap();
    private int chunk;
    private long position;
    private long storedLeft;
    private int padding;

    /** Reads from that stream, which the caller closes. */
    TarReader(InputStream source) {
        this.input = new TarInput(source);
    }

    /**
     * Goes to the next member.
     *
     * @return empty at the end mark
     * @throws PackageException when the stream is no tar, is damaged or cut off
     * @throws IOException what reading the stream throws, unchanged
     */
    Optional<TarEntry> next() throws IOException {
        skipRest();
        PaxRecords records = PaxRecords.after(globalRecords);
        String longName = "";
        while (readHeader()) {
            TarHeader header = TarHeader.in(block);
            switch (header.typeflag()) {
                case TarHeader.XGLTYPE -> {
                    byte[] global = extendedHeader(header);
                    addGlobal(global);
                    records.add(global);
                }
                case TarHeader.XHDTYPE, TarHeader.SOLARIS_XHDTYPE -> records.add(extendedHeader(header));
                case TarHeader.GNUTYPE_LONGNAME -> longName = longName(header);
                case TarHeader.GNUTYPE_LONGLINK -> skipWithPadding(header.size());
                default -> {
                    begin(header, records, records.name().orElse(longName.isEmpty() ? header.name() : longName));
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Reads bytes of the member that was reached last.
     *
     * @return how many, at least one; -1 at the member's end
     * @throws PackageException when the package ends before the member does
     */
    int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == entry.size()) {
            return -1;
        }
        boolean inLastHole = chunk == map.count();
        long chunkStart = inLastHole ? entry.size() : map.offset(chunk);
        int read;
        if (position < chunkStart) {
            read = (int) Math.min(length, chunkStart - position);
            Arrays.fill(target, offset, offset + read, (byte) 0);
        } else {
            read = readStored(target, offset, (int) Math.min(length, map.end(chunk) - position));
        }
        position += read;
        if (!inLastHole && position == map.end(chunk)) {
            chunk++;
        }
        return read;
    }

    /** Reads all that follows the end mark, whatever it is, up to the stream's end. */
    void skipToEnd() throws IOException {
        input.skipToEnd();
    }

    /** So many bytes of a name, where that is not too many. */
    static int boundedName(long bytes) throws PackageException {
        if (bytes > MAX_NAME_BYTES) {
            throw new PackageException(
                    "expected a member's name to have at most %d bytes, found %d".formatted(MAX_NAME_BYTES, bytes));
        }
        return (int) bytes;
    }

    private int readStored(byte[] target, int offset, int length) throws IOException {
        int read = input.read(target, offset, length);
        if (read < 0) {
            throw cutOff();
        }
        storedLeft -= read;
        return read;
    }

    private void begin(TarHeader header, PaxRecords records, String name) throws IOException {
        boolean isFile = isFile(header, name);
        storedLeft = header.typeflag() == TarHeader.LNKTYPE
                ? 0 // a hard link may state the size of the file, which is elsewhere
                : records.size().isPresent() ? records.size().getAsLong() : header.size();
        padding = TarInput.paddingOf(storedLeft);
        chunk = 0;
        position = 0;
        if (isFile && header.typeflag() == TarHeader.GNUTYPE_SPARSE) {
            entry = new TarEntry(name, header.realSize(), true);
            map = new SparseMapReader(input, name).oldGnu(header);
        } else if (isFile && records.isSparse()) {
            entry = new TarEntry(name, records.sparseSize(), true);
            map = paxMap(records, name);
        } else {
            entry = new TarEntry(name, storedLeft, isFile);
            map = SparseMap.whole(storedLeft);
        }
        map.verify(name, entry.size(), storedLeft);
        known++;
    }

    private SparseMap paxMap(PaxRecords records, String name) throws IOException {
        Optional<SparseMap> inHeader = records.sparseMap();
        if (inHeader.isPresent()) {
            return inHeader.get();
        }
        SparseMapReader reader = new SparseMapReader(input, name);
        SparseMap inContent = reader.pax10(storedLeft);
        storedLeft -= reader.bytes();
        return inContent;
    }

    private static boolean isFile(TarHeader header, String name) {
        return switch (header.typeflag()) {
            case TarHeader.AREGTYPE -> !name.endsWith("/"); // before ustar, a folder was known by its name
            case TarHeader.REGTYPE, TarHeader.CONTTYPE, TarHeader.GNUTYPE_SPARSE -> true;
            default -> false;
        };
    }

    /** Passes over what has not been read of the member. */
    private void skipRest() throws IOException {
        if (!input.skip(storedLeft)) {
            throw cutOff();
        }
        storedLeft = 0;
        if (!input.skip(padding)) {
            throw noEndMark();
        }
        padding = 0;
    }

    /** Reads a header into the block; false at the end mark. */
    private boolean readHeader() throws IOException {
        int read = input.readBlock(block);
        if (read < TarInput.BLOCK_BYTES) {
            throw known == 0
                    ? new PackageException("expected a tar archive, found %d bytes without a member".formatted(read))
                    : noEndMark();
        }
        TarHeader header = TarHeader.in(block);
        if (header.isEndMark()) {
            return false;
        }
        if (!header.isChecksumRight()) {
            throw known == 0
                    ? new PackageException("expected a tar archive, found something else")
                    : new PackageException(
                            "expected a tar header after member %d, found damaged bytes".formatted(known));
        }
        return true;
    }

    private void addGlobal(byte[] records) throws PackageException {
        globalRecords.add(records);
        if (globalRecords.isSparse()) {
            throw new PackageException(
                    "expected the map of a sparse file in its own header, found one in a global pax header");
        }
    }

    private byte[] extendedHeader(TarHeader header) throws IOException {
        long size = header.size();
        if (size > MAX_PAX_BYTES) {
            throw new PackageException("expected tar's extended headers to have at most %d bytes, found %d"
                    .formatted(MAX_PAX_BYTES, size));
        }
        return readWithPadding((int) size);
    }

    private String longName(TarHeader header) throws IOException {
        byte[] name = readWithPadding(boundedName(header.size() - 1) + 1);
        return TarHeader.text(name, 0, name.length);
    }

    private byte[] readWithPadding(int size) throws IOException {
        byte[] content = input.readNBytes(size);
        if (content.length < size || !input.skip(TarInput.paddingOf(size))) {
            throw headerCutOff();
        }
        return content;
    }

    private void skipWithPadding(long size) throws IOException {
        if (!input.skip(size) || !input.skip(TarInput.paddingOf(size))) {
            throw headerCutOff();
        }
    }

    private PackageException cutOff() {
        return new PackageException(
                "expected %d bytes of %s, found the end of the package".formatted(entry.size(), entry.name()));
    }

    private PackageException headerCutOff() {
        return new PackageException(
                "expected an extended tar header after %d members, found the end of the package".formatted(known));
    }

    private PackageException noEndMark() {
        return new PackageException(
                "expected tar's end mark after member %d, found the end of the package".formatted(known));
    }
}

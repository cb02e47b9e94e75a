package org.spotcloud.adapter.xvm2;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What pax headers say of a member: {@code <length> <keyword>=<value>\n} each (POSIX, "pax Extended Header"), and what
 * GNU tar has added for sparse files, in its versions 0.0, 0.1 and 1.0. Other keywords are passed over.
 */
final class PaxRecords {
    private static final int NUMBER_MAX_DIGITS = 19;

    private String path = "";
    private OptionalLong size = OptionalLong.empty();
    private String sparseName = "";
    private OptionalLong sparseSize = OptionalLong.empty();
    private long sparseMajor;
    private long sparseMinor;
    private Optional<SparseMap> sparseMap = Optional.empty();
    private OptionalLong sparseOffset = OptionalLong.empty();

    /** Those of a member, in place of which the global ones stand until it has its own. */
    static PaxRecords after(PaxRecords global) {
        PaxRecords records = new PaxRecords();
        records.path = global.path;
        records.size = global.size;
        return records;
    }

    /**
     * Adds the records of a header; a later record counts in place of an earlier one.
     *
     * @throws PackageException when they are not as they should be
     */
    void add(byte[] records) throws PackageException {
        int start = 0;
        while (start < records.length) {
            int space = indexOf(records, ' ', start, Math.min(records.length, start + NUMBER_MAX_DIGITS + 1));
            long length = TarNumber.decimal(records, start, space, "length of a pax record");
            if (length > records.length - start || length <= space - start + 1) {
                throw new PackageException("expected a pax record of at most %d bytes, found one of %d"
                        .formatted(records.length - start, length));
            }
            int end = start + (int) length - 1;
            int equals = indexOf(records, '=', space + 1, end);
            if (records[end] != '\n' || equals == end) {
                throw new PackageException("expected \"<length> <keyword>=<value>\" and a line's end in a pax header,"
                        + " found something else");
            }
            String keyword = new String(records, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            add(keyword, records, equals + 1, end);
            start = end + 1;
        }
    }

    private void add(String keyword, byte[] records, int from, int to) throws PackageException {
        switch (keyword) {
            case "path" -> path = text(records, from, to);
            case "size" -> size = from == to ? OptionalLong.empty() : number(keyword, records, from, to);
            case "GNU.sparse.name" -> sparseName = text(records, from, to);
            case "GNU.sparse.size", "GNU.sparse.realsize" -> sparseSize = number(keyword, records, from, to);
            case "GNU.sparse.major" -> sparseMajor = TarNumber.decimal(records, from, to, keyword);
            case "GNU.sparse.minor" -> sparseMinor = TarNumber.decimal(records, from, to, keyword);
            case "GNU.sparse.offset" -> sparseOffset = number(keyword, records, from, to);
            case "GNU.sparse.numbytes" -> addChunk(TarNumber.decimal(records, from, to, keyword));
            case "GNU.sparse.map" -> sparseMap = Optional.of(map(records, from, to));
            default -> {
                // owners, times and the like
            }
        }
    }

    /** A chunk of version 0.0: a record with its offset and one with its length. */
    private void addChunk(long numbytes) throws PackageException {
        if (sparseMap.isEmpty()) {
            sparseMap = Optional.of(new SparseMap());
        }
        sparseMap
                .get()
                .add(
                        sparseOffset.orElseThrow(() -> new PackageException(
                                "expected GNU.sparse.offset before GNU.sparse.numbytes, found none")),
                        numbytes);
        sparseOffset = OptionalLong.empty();
    }

    /** The map of version 0.1: offsets and lengths in one record. */
    private static SparseMap map(byte[] records, int from, int to) throws PackageException {
        SparseMap map = new SparseMap();
        int at = from;
        while (at < to) {
            int offsetEnd = indexOf(records, ',', at, to);
            int numbytesEnd = indexOf(records, ',', Math.min(to, offsetEnd + 1), to);
            map.add(
                    TarNumber.decimal(records, at, offsetEnd, "GNU.sparse.map"),
                    TarNumber.decimal(records, offsetEnd + 1, numbytesEnd, "GNU.sparse.map"));
            at = numbytesEnd + 1;
        }
        return map;
    }

    private static OptionalLong number(String keyword, byte[] records, int from, int to) throws PackageException {
        return OptionalLong.of(TarNumber.decimal(records, from, to, keyword));
    }

    private static String text(byte[] records, int from, int to) throws PackageException {
        return new String(records, from, TarReader.boundedName(to - from), StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** The member's name: in a sparse member GNU's own record counts, since {@code path} is made up for old readers. */
    Optional<String> name() {
        return Optional.of(sparseName.isEmpty() ? path : sparseName).filter(name -> !name.isEmpty());
    }

    /** Bytes of the member in the package. */
    OptionalLong size() {
        return size;
    }

    /** Bytes of a sparse file, holes included. */
    long sparseSize() throws PackageException {
        return sparseSize.orElseThrow(() ->
                new PackageException("expected GNU.sparse.size or GNU.sparse.realsize of a sparse file, found none"));
    }

    boolean isSparse() {
        return sparseSize.isPresent() || sparseMap.isPresent() || sparseMajor > 0;
    }

    /** The map of a sparse file; empty in version 1.0, which has it before the file's bytes. */
    Optional<SparseMap> sparseMap() throws PackageException {
        if (sparseMajor == 0) {
            return Optional.of(sparseMap.orElseThrow(
                    () -> new PackageException("expected a map in the pax header of a sparse file, found none")));
        }
        if (sparseMajor == 1 && sparseMinor == 0) {
            return Optional.empty();
        }
        throw new PackageException("expected sparse files of GNU's version 0.0, 0.1 or 1.0, found version %d.%d"
                .formatted(sparseMajor, sparseMinor));
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A package as far as it was fetched: a {@code .part} file, and beside it which version of which package that is.
 *
 * <p><b>Two attempts at once.</b> A file's name is a digest of the URL, the validator and the length that the server
 * stated, so the name says which bytes belong into it. All who write it put the same bytes to the same positions,
 * begin at or before its end, leave no gap and never shorten it: an attempt that was given up but still writes (a
 * stopped process, a lost node) can only add bytes that are right. Another version of the package has another file; a
 * file that is discarded is unlinked, and a late writer writes into nothing. Without a validator nobody knows which
 * version it is, so the file belongs to one attempt alone and stands in its folder.
 *
 * <p><b>Durability.</b> The file's length is believed, and nothing is forced while it grows: what a killed process
 * wrote is in the kernel's page cache and stays. After a power loss ext4 (ordered) and XFS show no length whose bytes
 * were not written; for what another file system may show there, a package that was put together from several answers
 * is refused only after it was fetched anew in one ({@link FetchAndConvert}).
 *
 * @param file the bytes, from the first on, without a gap
 */
record PartialPackage(Path file, Version version) {
    private static final String PREFIX = "package-";
    private static final String PART = ".part";
    private static final String FACTS = ".json";

    /**
     * Which version of a package.
     *
     * @param source digest of the URL, which itself may hold a secret
     * @param announced bytes in all as first stated, or {@link Answer#UNKNOWN}
     * @param total bytes in all as far as known by now, or {@link Answer#UNKNOWN}
     */
    record Version(String source, Optional<Validator> validator, long announced, long total) {
        private String digest() {
            return PartialPackage.digest(
                    source + '\n' + validator.map(Validator::text).orElse("") + '\n' + announced);
        }
    }

    /** The longest that the workspace has of what that URL brought, in a version that can be told from others. */
    static Optional<PartialPackage> find(Workspace workspace, String url) throws IOException {
        String source = digest(url);
        return all(workspace).stream()
                .filter(part -> part.version.source.equals(source) && Files.exists(part.file))
                .max(Comparator.comparingLong(PartialPackage::length));
    }

    /**
     * An empty file for the version that an answer begins, in the workspace or, if only this attempt can use it, in
     * its folder.
     */
    static PartialPackage create(Workspace workspace, Path attemptFolder, String url, Answer answer)
            throws IOException {
        Version version = new Version(digest(url), answer.validator(), answer.total(), answer.total());
        Path folder = version.validator.isPresent() ? workspace.dir() : attemptFolder;
        PartialPackage part = new PartialPackage(folder.resolve(PREFIX + version.digest() + PART), version);
        Files.deleteIfExists(part.file); // one without facts beside it, or one that nobody could use
        DurableFile.write(part.facts(), version);
        FileChannel.open(part.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close(); // another attempt may do the same now
        return part;
    }

    /** Deletes all that the workspace has of any package. */
    static void discardAll(Workspace workspace) throws IOException {
        for (PartialPackage part : all(workspace)) {
            part.discard();
        }
    }

    private static List<PartialPackage> all(Workspace workspace) throws IOException {
        List<PartialPackage> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(workspace.dir())) {
            for (Path facts : files.filter(PartialPackage::isFacts).toList()) {
                String name = facts.getFileName().toString().replace(FACTS, PART);
                DurableFile.read(facts, Version.class)
                        .ifPresent(version -> found.add(new PartialPackage(facts.resolveSibling(name), version)));
            }
        }
        return found;
    }

    private static boolean isFacts(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(FACTS);
    }

    /** How many bytes there are. */
    long length() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    boolean isComplete() {
        return version.total != Answer.UNKNOWN && length() == version.total;
    }

    /** Notes that the end came after so many bytes; returns the part that knows it. */
    PartialPackage ended(long total) throws IOException {
        if (version.total == total) {
            return this;
        }
        Version known = new Version(version.source, version.validator, version.announced, total);
        DurableFile.write(facts(), known);
        return new PartialPackage(file, known);
    }

    /** Whether an answer brings bytes of this version, from a position on that leaves no gap. */
    boolean isContinuedBy(Answer answer, long length) {
        boolean sameVersion = answer.kind() == Answer.Kind.WHOLE
                ? answer.validator().equals(version.validator)
                : answer.validator().isEmpty() || answer.validator().equals(version.validator);
        boolean sameTotal =
                answer.total() == Answer.UNKNOWN || version.total == Answer.UNKNOWN || answer.total() == version.total;
        boolean rightPlace = answer.kind() == Answer.Kind.WHOLE || answer.first() == length;
        return answer.kind() != Answer.Kind.NO_SUCH_PART && sameVersion && sameTotal && rightPlace;
    }

    /** Deletes the file and the facts beside it; safe to repeat. */
    void discard() throws IOException {
        Files.deleteIfExists(facts());
        Files.deleteIfExists(file);
    }

    private Path facts() {
        return file.resolveSibling(file.getFileName().toString().replace(PART, FACTS));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}

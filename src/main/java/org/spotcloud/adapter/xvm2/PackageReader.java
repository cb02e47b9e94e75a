package org.spotcloud.adapter.xvm2;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an .xvm2 package as a stream: finds the disk that the machine boots, and the description and the manifest
 * wherever they stand. Not safe for several threads.
 */
public final class PackageReader {
    private static final String DESCRIPTION = "description.xml";
    private static final String MANIFEST = "manifest.txt";
    /** Real ones have a few KiB. */
    private static final int MAX_TEXT_BYTES = 1 << 20;
    /** Real packages have less than ten. */
    private static final int MAX_MEMBERS = 10_000;

    private final TarReader tar;
    private final InputStream content;
    private final Optional<Member> wanted;
    private final List<Member> files = new ArrayList<>();
    private int members;
    private Optional<Description> description = Optional.empty();
    private Optional<Manifest> manifest = Optional.empty();
    private Optional<Member> bootDisk = Optional.empty();

    /** Reads from that stream, which the caller closes. */
    public PackageReader(InputStream packageStream) {
        this(packageStream, Optional.empty());
    }

    /**
     * Reads from that stream, which the caller closes.
     *
     * @param wanted the disk to boot, where that is known from reading the package before
     */
    public PackageReader(InputStream packageStream, Optional<Member> wanted) {
        this.wanted = wanted;
        this.tar = new TarReader(packageStream);
        this.content = new MemberContent();
    }

    /**
     * Goes to the disk that the machine boots: the one the description names, where the description comes before it;
     * else the first disk, which {@link #toEnd} then holds against the description.
     *
     * @return the member whose bytes {@link #content} gives
     * @throws PackageException when the stream is not such a package
     * @throws IOException what reading the stream throws, unchanged
     */
    public Member toBootDisk() throws IOException {
        while (next()) {
            Member file = files.get(files.size() - 1);
            if (wanted.isPresent()
                    ? wanted.get().equals(file)
                    : bootDiskOf(List.of(file)).isPresent()) {
                bootDisk = Optional.of(file);
                requireLineOfManifest();
                return file;
            }
        }
        throw noBootDisk();
    }

    /**
     * The bytes of the member that was reached last. Reading throws {@link PackageException} when the package ends
     * before
     * the member does, and what reading the package's stream throws, unchanged.
     */
    public InputStream content() {
        return content;
    }

    /**
     * Reads all that follows the disk, up to the stream's end, and holds the disk against the description and the
     * manifest that stand there.
     *
     * @throws AnotherDiskException when another disk than the one that was reached is the one to boot
     * @throws PackageException also when the manifest has no line for it
     */
    public void toEnd() throws IOException {
        while (next()) {
            // next() keeps what is of interest
        }
        tar.skipToEnd();
        requireBootDisk();
        requireLineOfManifest();
    }

    /** What the package says of the machine, where it has been seen by now. */
    public Optional<Description> description() {
        return description;
    }

    /** What the manifest says of the boot disk, where it has been seen by now. */
    public Optional<Manifest.Entry> manifestEntry() {
        return manifest.flatMap(known -> bootDisk.flatMap(known::entryFor));
    }

    /** Goes to the next member that is a file; false when there is none. */
    private boolean next() throws IOException {
        Optional<TarEntry> entry = tar.next();
        while (entry.isPresent() && !entry.get().isFile()) {
            count();
            entry = tar.next();
        }
        if (entry.isEmpty()) {
            return false;
        }
        count();
        Member file = new Member(entry.get().name(), entry.get().size());
        files.add(file);
        if (file.name().equals(DESCRIPTION)) {
            description = Optional.of(DescriptionReader.read(text(file)));
        } else if (file.name().equals(MANIFEST)) {
            manifest = Optional.of(Manifest.parse(text(file)));
        }
        return true;
    }

    private void count() throws PackageException {
        if (members++ == MAX_MEMBERS) {
            throw new PackageException("expected at most " + MAX_MEMBERS + " members in the package, found more");
        }
    }

    /** The one to boot by what is known: the one that the description names, by its full name before any other. */
    private Optional<Member> bootDiskOf(List<Member> candidates) {
        Optional<String> named = description.flatMap(Description::bootDisk).map(Description.Device::source);
        if (named.isEmpty()) {
            return candidates.stream().filter(Member::isDisk).findFirst();
        }
        return candidates.stream()
                .filter(file -> file.isNamed(named.get()))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(file -> file.isLastPartOf(named.get()))
                        .findFirst());
    }

    /** The description may have come after the disk, or a member with the full name after one with its last part. */
    private void requireBootDisk() throws PackageException {
        if (bootDisk.isEmpty()) {
            return;
        }
        Member right = bootDiskOf(files).orElseThrow(this::noBootDisk);
        if (!right.equals(bootDisk.get())) {
            throw new AnotherDiskException(right, bootDisk.get());
        }
    }

    private void requireLineOfManifest() throws PackageException {
        if (bootDisk.isPresent()
                && manifest.isPresent()
                && manifest.get().entryFor(bootDisk.get()).isEmpty()) {
            String names = manifest.get().names();
            throw new PackageException("expected a line for %s in manifest.txt, found %s"
                    .formatted(bootDisk.get().contentName(), names.isEmpty() ? "no line" : "only " + names));
        }
    }

    private PackageException noBootDisk() {
        String expected = description
                .flatMap(Description::bootDisk)
                .map(disk -> "the disk \"" + disk.source() + "\" that description.xml names")
                .orElse("a disk such as hd0.img.gz");
        String found = files.isEmpty()
                ? "no file"
                : "only " + Member.list(files.stream().map(Member::name).toList());
        return new PackageException("expected " + expected + " in the package, found " + found);
    }

    private byte[] text(Member member) throws IOException {
        if (member.size() > MAX_TEXT_BYTES) {
            throw new PackageException("expected %s to have at most %d bytes, found %d"
                    .formatted(member.name(), MAX_TEXT_BYTES, member.size()));
        }
        return content.readNBytes(MAX_TEXT_BYTES);
    }

    private final class MemberContent extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return tar.read(target, offset, length);
        }
    }
}

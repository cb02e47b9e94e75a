package org.spotcloud.adapter.xvm2;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

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

    private final PackageSource source;
    private final TarMembers tar;
    private final InputStream content;
    private final List<Member> members = new ArrayList<>();
    private Optional<Description> description = Optional.empty();
    private Optional<Manifest> manifest = Optional.empty();
    private Optional<Member> bootDisk = Optional.empty();

    /** Reads from that stream, which the caller closes. */
    public PackageReader(InputStream packageStream) {
        this.source = new PackageSource(packageStream);
        this.tar = new TarMembers(source);
        this.content = new MemberContent();
    }

    /**
     * Goes to the disk that the machine boots: the one the description names, where the description comes before it;
     * else the first disk.
     *
     * @return the member whose bytes {@link #content} gives
     * @throws PackageException when the stream is not such a package
     * @throws IOException what reading the stream throws, unchanged
     */
    public Member toBootDisk() throws IOException {
        for (Optional<Member> member = next(); member.isPresent(); member = next()) {
            if (isBootDisk(member.get())) {
                bootDisk = member;
                return member.get();
            }
        }
        String expected = description
                .flatMap(Description::bootDisk)
                .map(disk -> "the disk \"" + disk.source() + "\" that description.xml names")
                .orElse("a disk such as hd0.img.gz");
        throw new PackageException("expected " + expected + " in the package, found "
                + (members.isEmpty() ? "no member" : "only " + memberNames()));
    }

    /**
     * The bytes of the member that was reached last. Reading throws {@link PackageException} when the package ends
     * before
     * the member does, and what reading the package's stream throws, unchanged.
     */
    public InputStream content() {
        return content;
    }

    /** Reads all that follows the disk, for a description or a manifest that stands there, up to the stream's end. */
    public void toEnd() throws IOException {
        while (next().isPresent()) {
            // next() keeps what is of interest
        }
        source.skipToEnd();
    }

    /** What the package says of the machine, where it has been seen by now. */
    public Optional<Description> description() {
        return description;
    }

    /** What the manifest says of the boot disk, where it has been seen by now. */
    public Optional<Manifest.Entry> manifestEntry() {
        return manifest.flatMap(known -> bootDisk.flatMap(known::entryFor));
    }

    /** The members so far, in the package's order. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    /** The next member that is a file. */
    private Optional<Member> next() throws IOException {
        TarArchiveEntry entry;
        do {
            entry = nextEntry();
            if (entry == null) {
                return Optional.empty();
            }
        } while (!entry.isFile());
        Member member = members.get(members.size() - 1);
        if (member.name().equals(DESCRIPTION)) {
            description = Optional.of(DescriptionReader.read(text(member)));
        } else if (member.name().equals(MANIFEST)) {
            manifest = Optional.of(Manifest.parse(text(member)));
        }
        return Optional.of(member);
    }

    private TarArchiveEntry nextEntry() throws IOException {
        TarArchiveEntry entry;
        try {
            entry = tar.nextMember(members.size());
        } catch (IOException e) {
            throw members.isEmpty()
                    ? source.ownOr(e, "a tar archive", "something else")
                    : source.ownOr(e, "a tar header after member " + members.size(), "damaged bytes");
        }
        if (entry != null) {
            if (members.size() == MAX_MEMBERS) {
                throw new PackageException("expected at most " + MAX_MEMBERS + " members in the package, found more");
            }
            members.add(new Member(entry.getName(), Math.max(0, entry.getRealSize())));
        }
        return entry;
    }

    private boolean isBootDisk(Member member) {
        Optional<Description.Device> named = description.flatMap(Description::bootDisk);
        return named.isPresent() ? member.isNamed(named.get().source()) : member.isDisk();
    }

    private byte[] text(Member member) throws IOException {
        if (member.size() > MAX_TEXT_BYTES) {
            throw new PackageException("expected %s to have at most %d bytes, found %d"
                    .formatted(member.name(), MAX_TEXT_BYTES, member.size()));
        }
        return content.readNBytes(MAX_TEXT_BYTES);
    }

    private String memberNames() {
        int shown = Math.min(members.size(), 10);
        String names = String.join(
                ", ", members.subList(0, shown).stream().map(Member::name).toList());
        return shown < members.size() ? names + " …" : names;
    }

    private final class MemberContent extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return tar.read(target, offset, length);
            } catch (IOException e) {
                Member member = members.get(members.size() - 1);
                throw source.ownOr(e, "%d bytes of %s".formatted(member.size(), member.name()), "damaged bytes");
            }
        }
    }
}

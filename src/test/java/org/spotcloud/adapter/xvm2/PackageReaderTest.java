package org.spotcloud.adapter.xvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageReaderTest {
    private static final String UUID_TEXT = "c64c14cf-354a-4684-a2ad-872a425c18e6";
    private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
    private static final byte[] DISK = {1, 2, 3};

    @Test
    void readsWhatSpotshWrites() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add("description.xml", description("<domain>", "hd0.img.gz"))
                        .add("manifest.txt", "hd0.img 3 " + MD5 + "\n")
                        .add("hd0.img.gz", DISK)
                        .stream());
        Member disk = reader.toBootDisk();
        assertThat(disk).isEqualTo(new Member("hd0.img.gz", 3));
        assertThat(reader.content().readAllBytes()).isEqualTo(DISK);
        assertThat(reader.manifestEntry()).contains(new Manifest.Entry("hd0.img", 3, MD5));
        reader.toEnd();
        assertThat(reader.description()).hasValueSatisfying(description -> {
            assertThat(description.name()).isEqualTo("a machine");
            assertThat(description.uuid()).contains(UUID.fromString(UUID_TEXT));
            assertThat(description.text()).isEqualTo("A small\nmachine");
            assertThat(description.disks()).containsExactly(new Description.Device("disk", "hd0.img.gz", "hda"));
        });
    }

    @Test
    void readsWhatArchipelWrites() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add(
                                "/description.xml",
                                description(
                                        "<domain type='kvm' xmlns='http://libvirt.org/schemas/domain/kvm/1.0'>",
                                        "/hd0.img"))
                        .add("/hd0.img", DISK)
                        .stream());
        Member disk = reader.toBootDisk();
        assertThat(disk.name()).isEqualTo("hd0.img");
        assertThat(reader.manifestEntry()).isEmpty();
    }

    @Test
    void takesTheDiskThatTheDescriptionNamesFirst() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add(
                                "description.xml",
                                """
                        <domain><devices>
                          <disk device="cdrom"><source file="cdrom0.iso.gz"/></disk>
                          <disk device="disk"><source file="hd1.img.gz"/></disk>
                          <disk device="disk"><source file="hd0.img.gz"/></disk>
                        </devices></domain>""")
                        .add("hd0.img.gz", DISK)
                        .add("hd1.img.gz", DISK)
                        .stream());
        assertThat(reader.toBootDisk().name()).isEqualTo("hd1.img.gz");
    }

    @Test
    void takesTheFirstDiskWhenADescriptionThatNamesItComesLater() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add("cdrom0.iso.gz", DISK)
                        .add("hd0.img.gz", DISK)
                        .add("hd1.img.gz", DISK)
                        .add("manifest.txt", "hd0.img 3 " + MD5)
                        .add("description.xml", description("<domain>", "hd0.img.gz"))
                        .stream());
        assertThat(reader.toBootDisk().name()).isEqualTo("hd0.img.gz");
        assertThat(reader.manifestEntry()).isEmpty();
        reader.toEnd();
        assertThat(reader.manifestEntry()).isPresent();
        assertThat(reader.description()).isPresent();
    }

    @Test
    void refusesTheFirstDiskWhenADescriptionThatNamesAnotherComesLater() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add("hd0.img.gz", DISK)
                        .add("hd1.img.gz", DISK)
                        .add("description.xml", description("<domain>", "hd1.img.gz"))
                        .stream());
        assertThat(reader.toBootDisk().name()).isEqualTo("hd0.img.gz");
        assertThatThrownBy(reader::toEnd)
                .isInstanceOf(PackageException.class)
                .hasMessage("expected the disk hd1.img.gz first, or description.xml, which names it, before the disks;"
                        + " found hd0.img.gz first");
    }

    @Test
    void refusesADescriptionThatComesLaterAndNamesNoDiskOfThePackage() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                .add("hd0.img.gz", DISK).add("description.xml", description("<domain>", "hd3.img.gz")).stream());
        reader.toBootDisk();
        assertThatThrownBy(reader::toEnd)
                .hasMessage("expected the disk \"hd3.img.gz\" that description.xml names in the package,"
                        + " found only hd0.img.gz, description.xml");
    }

    @Test
    void takesTheLastPartOfAPathWhereNoMemberHasAllOfIt() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add("description.xml", description("<domain>", "/vm/a-machine/hd1.img.gz"))
                        .add("manifest.txt", "/vm/a-machine/hd1.img 3 " + MD5)
                        .add("hd0.img.gz", DISK)
                        .add("hd1.img.gz", DISK)
                        .stream());
        assertThat(reader.toBootDisk().name()).isEqualTo("hd1.img.gz");
        assertThat(reader.manifestEntry()).isPresent();
        reader.toEnd();
    }

    @Test
    void refusesTheLastPartOfAPathWhereAnotherMemberHasAllOfIt() throws IOException {
        PackageReader reader = new PackageReader(new PackageBuilder()
                        .add("description.xml", description("<domain>", "/vm/hd0.img.gz"))
                        .add("hd0.img.gz", DISK)
                        .add("vm/hd0.img.gz", DISK)
                        .stream());
        reader.toBootDisk();
        assertThatThrownBy(reader::toEnd).hasMessageStartingWith("expected the disk vm/hd0.img.gz first");
    }

    @Test
    void refusesAManifestWithoutTheBootDisksLine() throws IOException {
        PackageReader early = new PackageReader(
                new PackageBuilder().add("manifest.txt", "hd1.img 3 " + MD5).add("hd0.img.gz", DISK).stream());
        assertThatThrownBy(early::toBootDisk)
                .isInstanceOf(PackageException.class)
                .hasMessage("expected a line for hd0.img in manifest.txt, found only hd1.img");
        PackageReader late =
                new PackageReader(new PackageBuilder().add("hd0.img.gz", DISK).add("manifest.txt", "\n").stream());
        late.toBootDisk();
        assertThatThrownBy(late::toEnd).hasMessage("expected a line for hd0.img in manifest.txt, found no line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hd0.img.gz", "./hd0.img.gz", "/hd12.qcow2", "disk.gz"})
    void knowsDisksByTheirNames(String name) throws IOException {
        assertThat(new PackageReader(new PackageBuilder().add(name, DISK).stream())
                        .toBootDisk()
                        .size())
                .isEqualTo(3);
    }

    @Test
    void saysWhichDiskIsMissing() {
        assertThatThrownBy(() -> new PackageReader(new PackageBuilder()
                                        .add("description.xml", description("<domain>", "hd3.img.gz"))
                                        .add("hd0.img.gz", DISK)
                                        .stream())
                        .toBootDisk())
                .isInstanceOf(PackageException.class)
                .hasMessage("expected the disk \"hd3.img.gz\" that description.xml names in the package,"
                        + " found only description.xml, hd0.img.gz");
        assertThatThrownBy(
                        () -> new PackageReader(new PackageBuilder().add("cdrom0.iso.gz", DISK).stream()).toBootDisk())
                .hasMessage("expected a disk such as hd0.img.gz in the package, found only cdrom0.iso.gz");
    }

    @Test
    void saysWhatIsMissingInOneLineThatIsNotLong() {
        assertThatThrownBy(() -> new PackageReader(new PackageBuilder()
                                .add("description.xml", description("<domain>", "a&#10;".repeat(10_000))).stream())
                        .toBootDisk())
                .hasMessageStartingWith("expected the disk \"a?a?")
                .message()
                .hasSizeLessThan(1010);
    }

    @Test
    void refusesWhatIsNotTar() {
        byte[] text = "<html>not found</html>".repeat(100).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> new PackageReader(new ByteArrayInputStream(text)).toBootDisk())
                .isInstanceOf(PackageException.class)
                .hasMessage("expected a tar archive, found something else");
        assertThatThrownBy(() -> new PackageReader(new ByteArrayInputStream(new byte[0])).toBootDisk())
                .isInstanceOf(PackageException.class)
                .hasMessage("expected a tar archive, found 0 bytes without a member");
    }

    @Test
    void refusesAPackageThatIsCutAnywhere() {
        byte[] whole = new PackageBuilder()
                .add("hd0.img.gz", new byte[3000])
                .add("description.xml", description("<domain>", "hd0.img.gz"))
                .build();
        int content = 512 + 3072 + 512 + 512;
        for (int length = 0; length < content; length += 13) {
            PackageReader reader = new PackageReader(new ByteArrayInputStream(Arrays.copyOf(whole, length)));
            assertThatThrownBy(() -> {
                        reader.toBootDisk();
                        reader.content().readAllBytes();
                        reader.toEnd();
                    })
                    .as("cut at %d", length)
                    .isInstanceOf(PackageException.class);
        }
    }

    @Test
    void passesTheStreamsOwnExceptionOn() {
        IOException lost = new IOException("connection lost");
        InputStream failing =
                new FilterInputStream(new PackageBuilder().add("hd0.img.gz", new byte[100_000]).stream()) {
                    private int left = 50_000;

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        if (left <= 0) {
                            throw lost;
                        }
                        int read = super.read(target, offset, Math.min(length, left));
                        left -= read;
                        return read;
                    }
                };
        PackageReader reader = new PackageReader(failing);
        assertThatThrownBy(() -> {
                    reader.toBootDisk();
                    reader.content().readAllBytes();
                })
                .isSameAs(lost);
    }

    @Test
    void refusesDocumentTypesAndOtherXml() {
        String external =
                "<!DOCTYPE domain [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain><name>&e;</name></domain>";
        assertThatThrownBy(() -> readDescription(external))
                .isInstanceOf(PackageException.class)
                .hasMessage("expected description.xml to be XML without a document type, found one");
        assertThatThrownBy(() -> readDescription("<html/>"))
                .hasMessage("expected description.xml to hold <domain>, found <html>");
        assertThatThrownBy(() -> readDescription("no xml")).isInstanceOf(PackageException.class);
        assertThatThrownBy(() -> readDescription("<domain>" + "<a>".repeat(100)))
                .hasMessage("expected at most 64 nested elements in description.xml, found more");
    }

    @Test
    @Timeout(20)
    void readsADescriptionOfVeryManyDeepElementsInLinearTime() throws IOException {
        String name = "a".repeat(900);
        String opened = ("<" + name + ">").repeat(60);
        String closed = ("</" + name + ">").repeat(60);
        readDescription("<domain>" + opened + "<b/>".repeat(230_000) + closed + "</domain>");
    }

    @Test
    void refusesTextMembersThatAreTooLarge() {
        assertThatThrownBy(() -> readDescription(" ".repeat((1 << 20) + 1)))
                .hasMessage("expected description.xml to have at most 1048576 bytes, found 1048577");
    }

    @Test
    void refusesAManifestWithOtherLines() {
        assertThatThrownBy(() -> new PackageReader(new PackageBuilder()
                                .add("manifest.txt", "hd0.img three " + MD5).add("hd0.img.gz", DISK).stream())
                        .toBootDisk())
                .hasMessage(
                        "expected lines \"<name> <size> <md5>\" in manifest.txt, found \"hd0.img three " + MD5 + "\"");
    }

    private static void readDescription(String xml) throws IOException {
        new PackageReader(new PackageBuilder().add("description.xml", xml).add("hd0.img", DISK).stream()).toBootDisk();
    }

    private static String description(String domain, String disk) {
        return domain + "<name>a machine</name><uuid>" + UUID_TEXT
                + "</uuid><description> A small\nmachine </description><devices><disk device='disk' type='file'>"
                + "<source file='" + disk + "'/><target dev='hda'/></disk></devices></domain>";
    }
}

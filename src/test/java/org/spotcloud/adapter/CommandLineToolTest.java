package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.xvm2.PackageBuilder;

class CommandLineToolTest {
    private static final String SAMPLE = "src/test/resources/packages/sample.xvm2";

    @TempDir
    Path dir;

    private String out;
    private String err;

    @Test
    void inspectSaysWhatThePackageHolds() {
        assertThat(run("inspect", SAMPLE)).isZero();
        assertThat(out)
                .isEqualToNormalizingNewlines(
                        """
                        name        sample
                        uuid        5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11
                        disk        hd0.img.gz, 16.8 MB inflated, MBR
                        partition 1 ext4, 15.7 MB at byte 1048576, root
                        os          unknown
                        kernel      /boot/vmlinuz-6.1.0-sample
                        ramdisk     /boot/initrd.img-6.1.0-sample
                        """);
        assertThat(err).isEmpty();
    }

    @Test
    void convertWritesKernelRamdiskAndDisk() throws IOException {
        assertThat(run("convert", SAMPLE, "--output", dir.resolve("new").toString()))
                .isZero();
        try (Stream<Path> files = Files.list(dir.resolve("new"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("disk.qcow2", "kernel", "ramdisk");
        }
        assertThat(out).contains("package   81.9 kB").contains("MB/s of disk");
    }

    @Test
    void convertInflatesByWhatItIsTold() {
        assertThat(run("convert", SAMPLE, "--output", dir.toString(), "--inflater", "jdk"))
                .isZero();
        assertThat(out).contains("inflated from hd0.img.gz by the JDK");
        assertThat(run("convert", SAMPLE, "--output", dir.toString(), "--inflater", "zlib"))
                .isNotZero();
        assertThat(err).contains("--inflater").contains("zlib");
    }

    @Test
    void convertImportsTheWholeDiskWhenItIsTold() throws IOException {
        assertThat(run("convert", SAMPLE, "--output", dir.resolve("new").toString(), "--boot-mode", "disk"))
                .isZero();
        try (Stream<Path> files = Files.list(dir.resolve("new"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("disk.qcow2");
        }
        assertThat(out)
                .contains("for the whole disk, which boots itself, of 16.8 MB")
                .doesNotContain("kernel");
    }

    @Test
    void theLargestDiskIsBounded() {
        String output = dir.resolve("new").toString();
        assertThat(run("convert", SAMPLE, "--output", output, "--max-disk", "16mb"))
                .isZero();
        assertThat(run("convert", SAMPLE, "--output", output, "--max-disk", "16383KB"))
                .isNotZero();
        assertThat(err).contains("expected a disk of at most 16776192 bytes");
        assertThat(run("inspect", SAMPLE, "--max-disk", "1")).isNotZero();
        for (String wrong : new String[] {"0", "-1", "much", "9999999999TB", "1.5GB"}) {
            assertThat(run("inspect", SAMPLE, "--max-disk", wrong)).isNotZero();
            assertThat(err).contains("expected a size such as 200GB, found '" + wrong + "'");
        }
    }

    @Test
    void signSignsTheQueryAndShowsTheCall() throws IOException {
        assertThat(run(
                        "sign",
                        "--password-file",
                        password("pw3").toString(),
                        "--url",
                        "https://seller.example/",
                        "/rest/hosting/vm/list"))
                .isZero();
        assertThat(out)
                .isEqualToNormalizingNewlines(
                        """
                        ecp_username=spotcloud&ecp_auth_digest=nMhLjg%2BkN9H%2FhsG9NH%2BsjHP5iIE%3D

                        curl -X GET 'https://seller.example/rest/hosting/vm/list?ecp_username=spotcloud&ecp_auth_digest=nMhLjg%2BkN9H%2FhsG9NH%2BsjHP5iIE%3D'
                        """);
    }

    @Test
    void signSignsEveryFieldOfAForm() throws IOException {
        assertThat(run(
                        "sign",
                        "--method",
                        "PUT",
                        "--password-file",
                        password("pässwörd ☁").toString(),
                        "vm",
                        "name=naïve name"))
                .isZero();
        String form = "ecp_username=spotcloud&name=na%C3%AFve+name&ecp_auth_digest=mbWZ3WXGfN5ixujSzbneKeloQHU%3D";
        assertThat(out)
                .isEqualToNormalizingNewlines(
                        form + "\n\ncurl -X PUT --data-raw '" + form + "' 'http://127.0.0.1:8080/rest/hosting/vm'\n");
    }

    @Test
    void signRefusesWhatItCannotSign() throws IOException {
        String file = password("password").toString();
        assertThat(run("sign", "--password-file", file, "vm/list", "no-value")).isEqualTo(2);
        assertThat(err).startsWith("'no-value' is not NAME=VALUE");
        assertThat(run("sign", "--password-file", file, "vm/list", "a=1", "a=2"))
                .isEqualTo(2);
        assertThat(run("sign", "--password-file", password("").toString(), "vm/list"))
                .isEqualTo(2);
    }

    private Path password(String text) throws IOException {
        return Files.writeString(dir.resolve("password"), text);
    }

    @Test
    void quietConvertSaysNothing() {
        assertThat(run("convert", SAMPLE, "--quiet", "--output", dir.toString()))
                .isZero();
        assertThat(out + err).isEmpty();
    }

    @Test
    void saysInOneSentenceWhatIsWrong() throws IOException {
        Path bad = Files.writeString(dir.resolve("bad.xvm2"), "<html>not found</html>".repeat(50));
        assertThat(run("inspect", bad.toString())).isEqualTo(1);
        assertThat(err)
                .isEqualToNormalizingNewlines("inspect: " + bad + ": expected a tar archive, found something else\n");
        assertThat(run("convert", "/nothing.xvm2", "--output", dir.toString())).isEqualTo(1);
        assertThat(err).isEqualToNormalizingNewlines("convert: /nothing.xvm2: no such file\n");
        assertThat(run("inspect", dir.toString())).isEqualTo(1);
        assertThat(err).isEqualToNormalizingNewlines("inspect: " + dir + ": a folder, not a package\n");
        assertThat(run("convert", SAMPLE, "--output", bad.toString())).isEqualTo(1);
        assertThat(err).isEqualToNormalizingNewlines("convert: " + bad + ": there is already a file of that name\n");
    }

    @Test
    void aPackageWritesNoControlCharactersToTheTerminal() throws IOException {
        byte[] lying = new PackageBuilder()
                .add(
                        "description.xml",
                        "<domain><name>good&#10;kernel  none&#x9b;31m&#x202e;</name><devices><disk device=\"disk\">"
                                + "<source file=\"hd0.img.gz\"/></disk></devices></domain>")
                .addGzip("hd0.img.gz", PackageBuilder.sampleDisk())
                .build();
        assertThat(run("inspect", Files.write(dir.resolve("lying.xvm2"), lying).toString()))
                .isZero();
        assertThat(out.lines()).hasSize(7).first().isEqualTo("name        good kernel  none\uFFFD31m\uFFFD");
        assertThat(Fault.tryAgain("found \u001b[2J\r\nINFO all is well", null))
                .hasMessage("found \uFFFD[2J INFO all is well");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("convert", SAMPLE)).isEqualTo(2);
        assertThat(err).contains("Missing required option: '--output=DIR'");
        assertThat(run("explode")).isEqualTo(2);
        assertThat(run("inspect", "--colour", SAMPLE)).isEqualTo(2);
    }

    @Test
    void helpIsNoFailure() {
        assertThat(run("--help")).isZero();
        assertThat(out).contains("serve", "inspect", "convert");
        assertThat(run("serve", "--help")).isZero();
        assertThat(run("convert", "--help")).isZero();
        assertThat(out).contains("--output=DIR");
    }

    @Test
    void servesUnlessACommandIsGiven() {
        assertThat(Adapter.serves()).isTrue();
        assertThat(Adapter.serves("serve", "--server.port=0")).isTrue();
        assertThat(Adapter.serves("--server.port=0")).isTrue();
        assertThat(Adapter.serves("serve", "--help")).isFalse();
        assertThat(Adapter.serves("--help")).isFalse();
        assertThat(Adapter.serves("--version")).isFalse();
        assertThat(Adapter.serves("inspect", "x")).isFalse();
        assertThat(Adapter.serves("explode")).isFalse();
    }

    private int run(String... args) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            return CommandLineTool.run(args);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            out = outBytes.toString(StandardCharsets.UTF_8);
            err = errBytes.toString(StandardCharsets.UTF_8);
        }
    }
}

package org.spotcloud.adapter.xvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String MD5 = "D41D8CD98F00B204E9800998ECF8427E";
    private static final Member DISK = new Member("hd0.img.gz", 3);

    @ParameterizedTest
    @ValueSource(strings = {"hd0.img 3 %s", " hd0.img\t3 \t %s \n", "\nhd0.img 3 %s\r\n", "/hd0.img.gz 003 %s"})
    void readsALine(String form) throws IOException {
        assertThat(parse(form.formatted(MD5)).entryFor(DISK)).hasValueSatisfying(entry -> {
            assertThat(entry.size()).isEqualTo(3);
            assertThat(entry.md5()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        });
    }

    @Test
    void readsNamesWithSpaces() throws IOException {
        assertThat(parse("a  disk.img 3 " + MD5).entryFor(new Member("a  disk.img.gz", 3)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hd0.img",
                "3 %s",
                "hd0.img %s",
                "hd0.img -3 %s",
                "hd0.img 3x %s",
                "hd0.img 1234567890123456789 %s",
                "hd0.img 3 %s0",
                "hd0.img 3 g1d8cd98f00b204e9800998ecf8427ee",
                "hd0.img 3 %s x",
                "hd0.img \u0663 %s"
            })
    void refusesOtherLines(String form) {
        assertThatThrownBy(() -> parse(form.formatted(MD5)))
                .isInstanceOf(PackageException.class)
                .hasMessageStartingWith("expected lines \"<name> <size> <md5>\" in manifest.txt, found \"");
    }

    @Test
    @Timeout(10)
    void looksAtEachCharacterOfALongLineAFewTimesOnly() {
        String spaces = " ".repeat((1 << 20) - 2);
        assertThatThrownBy(() -> parse("a" + spaces + "b")).isInstanceOf(PackageException.class);
        assertThatThrownBy(() -> parse("a 1".repeat(300_000))).isInstanceOf(PackageException.class);
    }

    private static Manifest parse(String text) throws PackageException {
        return Manifest.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}

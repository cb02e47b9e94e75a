package org.spotcloud.adapter.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
    private static final byte[] SECRET = "correct horse".getBytes(UTF_8);

    @TempDir
    Path folder;

    @Test
    void opensWhatItSealedAfterARestart() {
        String sealed = box().seal(SECRET, "row 1");

        assertThat(sealed).startsWith("v1:").doesNotContain("correct");
        assertThat(box().open(sealed, "row 1")).isEqualTo(SECRET);
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        assertThat(box().seal(SECRET, "row 1")).isNotEqualTo(box().seal(SECRET, "row 1"));
    }

    @Test
    void opensNothingForAnotherPurpose() {
        String sealed = box().seal(SECRET, "row 1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> box().open(sealed, "row 2"))
                .withMessageContaining("another purpose");
    }

    @Test
    void opensNothingOfAnotherKey() {
        String sealed = SecretBox.at(folder.resolve("other.key")).seal(SECRET, "row 1");

        assertThatIllegalArgumentException().isThrownBy(() -> box().open(sealed, "row 1"));
    }

    @Test
    void opensNothingThatWasChangedAnywhere() {
        SecretBox box = box();
        String sealed = box.seal(SECRET, "row 1");

        for (int at = 0; at < sealed.length() - 1; at++) {
            char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
            String changed = sealed.substring(0, at) + other + sealed.substring(at + 1);
            assertThatIllegalArgumentException().isThrownBy(() -> box.open(changed, "row 1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1:", "v1:AAAA", "v1:%%%%", "v2:AAAA"})
    void opensNothingThatIsNoSealedText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> box().open(text, "row 1"));
    }

    @Test
    void makesAKeyFileThatOnlyItsOwnerReads() throws IOException {
        box();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(folder.resolve("sub"))) {
            assertThat(left).containsExactly(keyFile());
        }
    }

    @Test
    void makesOneKeyWhenManyStartAtOnce() throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> sealed =
                    starters.invokeAll(Stream.generate(() -> (Callable<String>) () -> box().seal(SECRET, "row 1"))
                            .limit(32)
                            .toList());
            for (Future<String> text : sealed) {
                assertThat(box().open(text.get(), "row 1")).isEqualTo(SECRET);
            }
        } finally {
            starters.shutdownNow();
        }
    }

    @Test
    void refusesAKeyFileThatOthersCanRead() throws IOException {
        box();
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatIllegalStateException().isThrownBy(this::box).withMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64!", "c2hvcnQ="})
    void refusesAFileThatHoldsNoKey(String content) throws IOException {
        box();
        Files.writeString(keyFile(), content);

        assertThatIllegalStateException().isThrownBy(this::box).withMessageContaining("base64 of 32 bytes");
    }

    private SecretBox box() {
        return SecretBox.at(keyFile());
    }

    private Path keyFile() {
        return folder.resolve("sub").resolve("secret.key");
    }
}

package org.spotcloud.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/** Gives the seeds to the readers, with those that have once found a defect. */
class SeedsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    static Stream<String> readers() throws IOException {
        return Seeds.made().keySet().stream();
    }

    @Test
    void theFileSystemsAreWhole() throws IOException {
        for (byte[] image : ExtFuzz.IMAGES) {
            ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(image));
            for (String path : new String[] {"/boot/vmlinuz-1", "/vmlinuz", "/long"}) {
                assertThat(fileSystem.find(path))
                        .hasValueSatisfying(file -> assertThat(file.size()).isEqualTo(1892));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void endsWithAnAnswerOrARefusal(String reader) throws Exception {
        MethodHandle target = MethodHandles.lookup()
                .findStatic(
                        Class.forName(SeedsTest.class.getPackageName() + "." + reader),
                        "fuzzerTestOneInput",
                        MethodType.methodType(void.class, byte[].class));
        for (byte[] seed : Seeds.of(reader)) {
            assertTimeoutPreemptively(LIMIT, () -> target.invoke(seed));
        }
    }
}

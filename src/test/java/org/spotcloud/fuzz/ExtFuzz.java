package org.spotcloud.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/**
 * Reads a file system that mkfs has made and the input has damaged: its first byte says which, and each four after it
 * change two bytes of the image, at the offset that the first two say.
 */
public final class ExtFuzz {
    /** Made by {@code src/test/tools/make-tiny-ext.sh}. */
    static final List<byte[]> IMAGES = Stream.of("ext2", "ext4", "ext4-inline", "ext4-meta-bg")
            .map(ExtFuzz::image)
            .toList();

    private static final int CHANGE_BYTES = 4;
    /** Offsets count in these: what matters is aligned. */
    private static final int ALIGNMENT = 2;

    private static final List<String> FOLDERS = List.of("", "/boot", "/etc", "/etc/alternatives");
    private static final List<String> PATHS = List.of("/vmlinuz", "/long", "/etc/sparse", "/etc/../boot/initrd.img-1");
    private static final int MOST_NAMES = 20;

    private ExtFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        try {
            readAll(ExtFileSystem.open(new MemoryDevice(damaged(input))));
        } catch (DiskImageException e) {
            Expected.message(e);
        }
    }

    private static byte[] damaged(byte[] input) {
        ByteBuffer changes = ByteBuffer.wrap(input);
        byte[] image =
                IMAGES.get(Byte.toUnsignedInt(changes.get()) % IMAGES.size()).clone();
        while (changes.remaining() >= CHANGE_BYTES) {
            int at = Short.toUnsignedInt(changes.getShort()) * ALIGNMENT;
            image[at % image.length] = changes.get();
            image[(at + 1) % image.length] = changes.get();
        }
        return image;
    }

    private static void readAll(ExtFileSystem fileSystem) throws IOException {
        for (String folder : FOLDERS) {
            for (String name : orNone(() -> fileSystem.names(folder)).orElse(Set.of()).stream()
                    .limit(MOST_NAMES)
                    .toList()) {
                orNone(() -> fileSystem.linkTarget(folder + "/" + name));
                readFile(fileSystem, folder + "/" + name);
            }
        }
        for (String path : PATHS) {
            readFile(fileSystem, path);
        }
    }

    private static void readFile(ExtFileSystem fileSystem, String path) throws IOException {
        Optional<ExtFile> file = orNone(() -> fileSystem.find(path)).flatMap(found -> found);
        if (file.isPresent()) {
            ByteBuffer chunk = ByteBuffer.allocate(30_000);
            orNone(() -> file.get().read(0, chunk));
            orNone(() -> file.get().read(Math.max(0, file.get().size() - 1_000), chunk.clear()));
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** What one part of a file system refuses is no reason not to look at the others. */
    private static <T> Optional<T> orNone(Reading<T> reading) throws IOException {
        try {
            return Optional.of(reading.read());
        } catch (DiskImageException e) {
            Expected.message(e);
            return Optional.empty();
        }
    }

    private static byte[] image(String name) {
        try (InputStream compressed = ExtFuzz.class.getResourceAsStream(name + ".img.gz")) {
            return new GZIPInputStream(compressed).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

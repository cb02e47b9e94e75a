package org.spotcloud.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.qcow2.Qcow2Image;

/** Opens an image and reads its beginning, its middle and its end. */
public final class Qcow2Fuzz {
    private static final int READ_BYTES = 100_000;
    private static final Path FILE = file();

    private Qcow2Fuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        try (Qcow2Image image = Qcow2Image.open(FILE)) {
            long size = image.size();
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(size, READ_BYTES));
            for (long position : new long[] {0, (size - chunk.capacity()) / 2, size - chunk.capacity()}) {
                read(image, position, chunk.clear());
            }
            read(image, size - 1, chunk.clear());
        } catch (DiskImageException e) {
            Expected.message(e);
        }
    }

    private static void read(Qcow2Image image, long position, ByteBuffer chunk) throws IOException {
        try {
            image.read(position, chunk);
        } catch (DiskImageException e) {
            Expected.message(e);
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("fuzz", ".qcow2");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

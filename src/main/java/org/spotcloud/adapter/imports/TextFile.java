package org.spotcloud.adapter.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.DiskImageException;
import org.spotcloud.adapter.diskimage.ext.ExtFile;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** A small text file on a machine's disk. */
final class TextFile {
    private static final int MOST_BYTES = 16 * 1024;

    private TextFile() {}

    /**
     * What the file at that path begins with. What is damaged says nothing: it is no reason to refuse a package.
     *
     * @throws UncheckedIOException when the image itself cannot be read
     */
    static Optional<String> read(ExtFileSystem root, String path) {
        return read(root, path, MOST_BYTES);
    }

    /** The same, of a file that may have more text: what {@code mostBytes} hold of it. */
    static Optional<String> read(ExtFileSystem root, String path, int mostBytes) {
        try {
            Optional<ExtFile> file = root.find(path).filter(ExtFile::isRegular);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(file.get().size(), mostBytes));
            while (content.hasRemaining()) {
                if (file.get().read(content.position(), content) <= 0) {
                    break;
                }
            }
            return Optional.of(new String(content.array(), 0, content.position(), UTF_8));
        } catch (DiskImageException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

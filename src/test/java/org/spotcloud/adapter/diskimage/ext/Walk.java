package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.spotcloud.adapter.diskimage.BlockDevice;

/** Reads all there is in a file system, as far as is sensible in one that is damaged. */
final class Walk {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_NAMES = 12; // of a directory, all of which is read
    /** Of a file, the beginning of each so many bytes. */
    private static final int STEP = 20_480;

    private static final int MAX_STEPS = 20;

    private final ExtFileSystem fileSystem;
    private final ByteBuffer content = ByteBuffer.allocate(1025);

    private Walk(ExtFileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /** Opens it and reads names, links and contents. */
    static void all(BlockDevice device) throws IOException {
        new Walk(ExtFileSystem.open(device)).directory("", 1);
    }

    private void directory(String path, int depth) throws IOException {
        int names = 0;
        for (String name : fileSystem.names(path + "/")) {
            if (!name.equals(".") && !name.equals("..") && depth < MAX_DEPTH && ++names < MAX_NAMES) {
                entry(path + "/" + name, depth);
            }
        }
    }

    private void content(ExtFile file) throws IOException {
        for (int step = 0; step < MAX_STEPS; step++) {
            file.read((long) step * STEP, content.clear());
        }
        file.read(Math.max(0, file.size() - 1), content.clear());
    }

    private void entry(String path, int depth) throws IOException {
        if (fileSystem.linkTarget(path).isPresent()) {
            fileSystem.find(path);
            return;
        }
        Optional<ExtFile> file = fileSystem.find(path);
        if (file.isPresent() && file.get().isDirectory()) {
            directory(path, depth + 1);
        } else if (file.isPresent()) {
            content(file.get());
        }
    }
}

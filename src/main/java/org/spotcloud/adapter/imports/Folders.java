package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes folders that others may still be writing into. */
final class Folders {
    /** How often a late writer may add a file while its folder is being deleted. */
    private static final int MAX_PASSES = 5;

    private Folders() {}

    /** Deletes a folder and all in it, symbolic links themselves, never what they point to. No folder is no error. */
    static void delete(Path folder) throws IOException {
        for (int pass = 1; ; pass++) {
            try {
                Files.walkFileTree(folder, new Deleting());
                return;
            } catch (NoSuchFileException e) {
                if (!Files.exists(folder)) {
                    return;
                }
                endAfter(pass, e);
            } catch (DirectoryNotEmptyException e) {
                endAfter(pass, e);
            }
        }
    }

    private static void endAfter(int pass, IOException cause) throws IOException {
        if (pass == MAX_PASSES) {
            throw cause;
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
        }
    }
}

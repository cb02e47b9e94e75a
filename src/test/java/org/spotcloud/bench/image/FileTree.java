package org.spotcloud.bench.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes a tree of files, always the same one, that gzip and its readers find as hard as an installed Debian: gzip -1
 * makes it three to four times smaller. Arguments: the folder, and how many MiB.
 */
final class FileTree {
    private static final int FILES_A_FOLDER = 100;
    private static final int MIN_FILE_BYTES = 4 << 10;
    /** Sizes go from the smallest to so many times that, as many in each octave. */
    private static final int LARGEST_TO_SMALLEST = 1024;

    /** Files that are compressed already. */
    private static final double NOISE = 0.08;
    /** How often something comes again, within what gzip looks back on. */
    private static final double AGAIN = 0.6;

    private static final int LOOK_BACK = 30_000;
    private static final int MIN_MATCH = 4;
    private static final int MEAN_MATCH = 24;
    private static final int MEAN_LITERALS = 4;
    private static final int LETTERS = 96;

    private final Random random = new Random(2011);
    private final Path root;

    private FileTree(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws IOException {
        new FileTree(Path.of(args[0])).write(Long.parseLong(args[1]) << 20);
    }

    private void write(long bytes) throws IOException {
        long left = bytes;
        for (int number = 0; left > 0; number++) {
            Path folder =
                    Files.createDirectories(root.resolve("usr").resolve("%03d".formatted(number / FILES_A_FOLDER)));
            byte[] content = content((int) Math.min(left, size()));
            Files.write(folder.resolve("%05d".formatted(number)), content);
            left -= content.length;
        }
    }

    private long size() {
        return (long) (MIN_FILE_BYTES * Math.pow(LARGEST_TO_SMALLEST, random.nextDouble()));
    }

    private byte[] content(int length) {
        byte[] content = new byte[length];
        if (random.nextDouble() < NOISE) {
            random.nextBytes(content);
            return content;
        }
        int at = 0;
        while (at < length) {
            if (at > MIN_MATCH && random.nextDouble() < AGAIN) {
                double back = random.nextDouble();
                int from = at - 1 - (int) (back * back * Math.min(at - 1, LOOK_BACK));
                for (int end = Math.min(length, at + MIN_MATCH + about(MEAN_MATCH)); at < end; at++, from++) {
                    content[at] = content[from];
                }
            } else {
                for (int end = Math.min(length, at + 1 + about(MEAN_LITERALS)); at < end; at++) {
                    double letter = random.nextDouble();
                    content[at] = (byte) (' ' + letter * letter * LETTERS);
                }
            }
        }
        return content;
    }

    /** Small numbers often, large ones seldom. */
    private int about(int mean) {
        return (int) (-mean * Math.log(1 - random.nextDouble()));
    }
}

package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A file system that src/test/tools/make-ext-fixtures.sh made, and what is known to be in it. */
record Fixture(Path file) {
    private static final String SUFFIX = ".img.gz";

    /** All there are. */
    static Stream<Fixture> all() {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().map(Fixture::new).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of that name: of a folder and a file. */
    static Fixture named(String name) {
        return new Fixture(root().resolve(name + SUFFIX));
    }

    /** Its bytes, to change as one likes. */
    byte[] bytes() {
        try (InputStream unzipped = new GZIPInputStream(Files.newInputStream(file))) {
            return unzipped.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines on what it holds, as fields; the script's head says which. */
    List<String[]> expected() throws IOException {
        return Files.readAllLines(file.resolveSibling("expected.txt"), StandardCharsets.UTF_8).stream()
                .map(line -> line.split("\t"))
                .toList();
    }

    @Override
    public String toString() {
        return file.getParent().getFileName() + "/"
                + file.getFileName().toString().replace(SUFFIX, "");
    }

    private static Path root() {
        try {
            return Path.of(Fixture.class.getResource("/ext").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

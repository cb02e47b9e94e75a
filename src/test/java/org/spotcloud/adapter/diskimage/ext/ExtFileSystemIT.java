package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.diskimage.Tool;

/** On file systems that mkfs makes with all sorts of features: every file is what was put in. */
class ExtFileSystemIT {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path dir;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectories(dir.resolve("tree"));
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 59, 60, 61, 100, 1024, 4097, 12 * 1024 + 1, 300_000, 5 * MEBIBYTE + 3}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(tree.resolve("file-" + size), content);
        }
        try (RandomAccessFile sparse =
                new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
            for (int i = 0; i < 400; i++) { // more extents than an inode and a leaf of 1 KiB have room for
                sparse.seek(i * 16_384L);
                sparse.writeInt(i);
            }
            // mkfs -O inline_data loses a hole at the end
            sparse.seek(8 * MEBIBYTE - Integer.BYTES);
            sparse.writeInt(1);
        }
        Path many = Files.createDirectories(tree.resolve("a/b/many"));
        for (int i = 0; i < 400; i++) {
            Files.writeString(many.resolve("a name of some length, number " + i), Integer.toString(i));
        }
        Files.writeString(many.resolve("é".repeat(127)), "long name");
        Files.createSymbolicLink(tree.resolve("relative"), Path.of("a/b/../b/many"));
        Files.createSymbolicLink(tree.resolve("a/absolute"), Path.of("/relative/../../../file-61"));
        Files.createSymbolicLink(tree.resolve("long"), Path.of("./".repeat(60) + "file-60"));
        Files.createSymbolicLink(tree.resolve("loop"), Path.of("loop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext2 -b 1024",
                "ext2 -b 1024 -O ^dir_index,^sparse_super,^filetype,^resize_inode",
                "ext2 -b 2048 -I 128",
                "ext2 -b 4096 -r 0",
                "ext3 -b 1024",
                "ext3 -b 4096",
                "ext4 -b 1024",
                "ext4 -b 2048 -O ^64bit",
                "ext4 -b 4096",
                "ext4 -b 4096 -O ^extents,^64bit",
                "ext4 -b 1024 -O meta_bg,^resize_inode",
                "ext4 -b 4096 -O meta_bg,^resize_inode,^64bit",
                "ext4 -b 4096 -O ^flex_bg,^metadata_csum,uninit_bg",
                "ext4 -b 1024 -O sparse_super2,^resize_inode",
                "ext4 -b 4096 -O metadata_csum_seed,large_dir,ea_inode,mmp",
                "ext4 -b 4096 -O ^64bit,bigalloc -C 16384",
                "ext4 -b 1024 -O bigalloc,^resize_inode -C 8192",
                "ext4 -b 4096 -O casefold,metadata_csum_seed,fast_commit,orphan_file",
                "ext4 -b 1024 -O inline_data -I 256",
                "ext4 -b 4096 -O inline_data -I 1024",
                "ext4 -b 1024 -g 2048 -N 4096",
            })
    void readsEveryFile(String options) throws IOException, InterruptedException {
        Path image = dir.resolve("image");
        List<Object> arguments = new ArrayList<>(Arrays.asList((Object[]) options.split(" ")));
        Tool mkfs = Tool.needed("mkfs." + arguments.remove(0));
        arguments.addAll(List.of("-q", "-F", "-L", "made", "-d", tree, image, "40m"));
        mkfs.run(arguments.toArray());

        ExtFileSystem fileSystem = ExtFileSystem.open(new MemoryDevice(Files.readAllBytes(image)));
        assertThat(fileSystem.label()).isEqualTo("made");
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = "/" + tree.relativize(file);
                assertThat(content(fileSystem, path)).as(path).isEqualTo(Files.readAllBytes(file));
            }
        }
        try (Stream<Path> many = Files.list(tree.resolve("a/b/many"))) {
            assertThat(fileSystem.names("/relative"))
                    .containsAll(many.map(file -> file.getFileName().toString()).toList());
        }
        assertThat(content(fileSystem, "/a/absolute")).hasSize(61);
        assertThat(content(fileSystem, "/long")).hasSize(60);
        assertThat(fileSystem.linkTarget("/loop")).contains("loop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext2", "ext3", "ext4"})
    void knowsTheVersion(String version) throws IOException, InterruptedException {
        Path image = dir.resolve("image");
        Tool.needed("mkfs." + version).run("-q", "-F", image, "8m");
        assertThat(ExtFileSystem.open(new MemoryDevice(Files.readAllBytes(image)))
                        .version())
                .isEqualTo(version);
    }

    private static byte[] content(ExtFileSystem fileSystem, String path) throws IOException {
        ExtFile file = fileSystem.find(path).orElseThrow(() -> new AssertionError("no " + path));
        ByteBuffer content = ByteBuffer.allocate((int) file.size() + 10);
        int piece = 70_001;
        int read;
        do {
            content.limit(Math.min(content.capacity(), content.position() + piece));
            read = file.read(content.position(), content);
        } while (read == piece);
        byte[] bytes = Arrays.copyOf(content.array(), content.position());
        assertThat(bytes.length).as(path).isEqualTo((int) file.size());
        return bytes;
    }
}

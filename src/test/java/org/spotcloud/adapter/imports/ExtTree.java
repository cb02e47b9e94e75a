package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.spotcloud.adapter.diskimage.Tool;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;
import org.spotcloud.adapter.diskimage.ext.MemoryDevice;

/** A tree of files that {@code mkfs.ext4} makes a file system of. */
final class ExtTree {
    static final int PARTITION_BYTES = 4 << 20;

    private final Path dir;
    private final Path tree;

    ExtTree(Path dir) throws IOException {
        this.dir = dir;
        this.tree = Files.createTempDirectory(dir, "tree");
    }

    ExtTree file(String path, String content) throws IOException {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    ExtTree folder(String path) throws IOException {
        Files.createDirectories(tree.resolve(path));
        return this;
    }

    ExtTree link(String path, String target) throws IOException {
        Files.createSymbolicLink(made(path), Path.of(target));
        return this;
    }

    /** A kernel for all who look at its header. */
    ExtTree kernel(String path) throws IOException {
        return file(path, kernel());
    }

    /** A kernel that says how many bits it has. */
    ExtTree kernel(String path, int bits) throws IOException {
        return file(path, kernel(bits));
    }

    /** What a machine's root file system has at least, without a kernel. */
    ExtTree root(String fstab) throws IOException {
        return file("etc/fstab", fstab).file("sbin/init", "").folder("proc").folder("boot");
    }

    byte[] partition(String... options) throws IOException, InterruptedException {
        Path image = Files.createTempFile(dir, "image", "");
        Object[] arguments = new Object[options.length + 6];
        System.arraycopy(new Object[] {"-q", "-F", "-d", tree}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        arguments[options.length + 4] = image;
        arguments[options.length + 5] = PARTITION_BYTES / 1024 + "k";
        Tool.needed("mkfs.ext4").run(arguments);
        return Files.readAllBytes(image);
    }

    ExtFileSystem fileSystem() throws IOException, InterruptedException {
        return ExtFileSystem.open(new MemoryDevice(partition()));
    }

    static byte[] kernel() {
        ByteBuffer header = ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(0x1fe, (short) 0xaa55).put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    /** With the fields of boot protocol 2.12. */
    static byte[] kernel(int bits) {
        ByteBuffer header = ByteBuffer.wrap(Arrays.copyOf(kernel(), 4096)).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(0x206, (short) 0x020c).putShort(0x236, (short) (bits / 64));
        return header.array();
    }

    ExtTree file(String path, byte[] content) throws IOException {
        Files.write(made(path), content);
        return this;
    }

    private Path made(String path) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        return file;
    }
}

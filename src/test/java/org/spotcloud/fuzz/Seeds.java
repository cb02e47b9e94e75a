package org.spotcloud.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.spotcloud.adapter.diskimage.partition.DiskBuilder;
import org.spotcloud.adapter.xvm2.PackageBuilder;
import org.spotcloud.adapter.xvm2.TarBytes;

/** Small inputs of each format that begin the search: some are right, some have once found a defect and are kept. */
final class Seeds {
    /** A folder for each reader, with what has once found a defect. */
    private static final Path KEPT = Path.of("src/test/resources/org/spotcloud/fuzz");

    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;

    private Seeds() {}

    /** Writes the seeds of a reader into a folder, for Jazzer. Arguments: the reader's class and the folder. */
    public static void main(String[] args) throws IOException {
        List<byte[]> seeds = of(args[0]);
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(Path.of(args[1], "seed-" + i), seeds.get(i));
        }
    }

    /** The seeds of a reader, by the name of its class. */
    static List<byte[]> of(String reader) throws IOException {
        List<byte[]> seeds = new ArrayList<>(made().get(reader));
        Path kept = KEPT.resolve(reader);
        if (Files.isDirectory(kept)) {
            try (Stream<Path> files = Files.list(kept)) {
                for (Path file : files.sorted().toList()) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
        }
        return seeds;
    }

    static Map<String, List<byte[]>> made() throws IOException {
        Map<String, List<byte[]>> seeds = new LinkedHashMap<>();
        seeds.put("PackageFuzz", packages());
        seeds.put("GzipFuzz", gzips());
        seeds.put("PartitionFuzz", disks());
        seeds.put("ExtFuzz", damages());
        seeds.put("Qcow2Fuzz", images());
        return seeds;
    }

    private static List<byte[]> packages() {
        byte[] disk = "a disk".getBytes(StandardCharsets.US_ASCII);
        String manifest = "hd0.img %d %s\n".formatted(disk.length, PackageBuilder.md5(disk));
        String description = "<domain xmlns='urn:x'><name>n</name><uuid>5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11</uuid>"
                + "<description><![CDATA[d]]>&#65;</description><devices><disk device='disk'>"
                + "<source file='/vm/hd0.img.gz'/><target dev='hda'/></disk></devices></domain>";
        return List.of(
                new PackageBuilder()
                        .add("description.xml", description)
                        .add("manifest.txt", manifest)
                        .add("hd0.img", disk)
                        .build(),
                new PackageBuilder()
                        .add("/hd0.img", disk)
                        .add("./manifest.txt", manifest)
                        .build(),
                new TarBytes()
                        .pax("path", "hd0.img", "size", "6", "GNU.sparse.major", "1", "GNU.sparse.minor", "0")
                        .member("hd0.img", disk)
                        .end(),
                new TarBytes()
                        .pax("GNU.sparse.size", "4096", "GNU.sparse.map", "0,3,1000,3", "GNU.sparse.name", "hd0.img")
                        .member("sparse", disk)
                        .end(),
                new TarBytes()
                        .pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "9000")
                        .member("hd0.img", Arrays.copyOf("1\n8000\n6\n".getBytes(StandardCharsets.US_ASCII), 518))
                        .end());
    }

    private static List<byte[]> gzips() throws IOException {
        byte[] text =
                "a text that comes again, a text that comes again; ".repeat(40).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int level : new int[] {Deflater.NO_COMPRESSION, Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION}) {
            members.write(gzip(text, level));
        }
        byte[] fields = gzip(text, Deflater.BEST_SPEED);
        fields[3] = 0b11110;
        return List.of(
                gzip(text, Deflater.BEST_SPEED),
                gzip(text, Deflater.NO_COMPRESSION),
                gzip(new byte[100_000], Deflater.BEST_COMPRESSION),
                gzip(new byte[0], Deflater.BEST_SPEED),
                members.toByteArray(),
                fields);
    }

    private static byte[] gzip(byte[] content, int level) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(level);
            }
        }) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> disks() {
        return Stream.of(
                        new DiskBuilder(4096).entry(0, 0, LINUX, 1, 2).entry(0, 1, LINUX, 4, 3),
                        new DiskBuilder(8192)
                                .entry(0, 0, LINUX, 1, 2)
                                .entry(0, 1, EXTENDED, 4, 12)
                                .entry(4, 0, LINUX, 1, 2)
                                .entry(4, 1, EXTENDED, 4, 4)
                                .entry(8, 0, LINUX, 1, 2),
                        new DiskBuilder(16384).guidTable(512, 8, 20),
                        new DiskBuilder(32768).guidTable(4096, 4, 6),
                        new DiskBuilder(2048).put(0x438, 0x53).put(0x439, 0xef))
                .map(disk -> disk.build().array())
                .toList();
    }

    /** Each image as it is, and with a change of something small. */
    private static List<byte[]> damages() {
        List<byte[]> damages = new ArrayList<>();
        for (int image = 0; image < ExtFuzz.IMAGES.size(); image++) {
            damages.add(new byte[] {(byte) image});
            damages.add(new byte[] {(byte) image, 2, 0, 64, 0});
        }
        return damages;
    }

    /** Of clusters of 512 bytes, as qemu-img makes them; the numbers are those of the header, in its order. */
    private static List<byte[]> images() {
        ByteBuffer image = ByteBuffer.allocate(4 * 512);
        image.putInt(0x514649fb).putInt(3).putLong(0).putInt(0).putInt(9).putLong(3 * 512 + 100);
        image.putInt(0).putInt(1).putLong(512).putLong(0).putInt(0).putInt(0).putLong(0);
        image.putLong(72, 0).putInt(96, 4).putInt(100, 104);
        image.putLong(512, 1L << 63 | 2 * 512)
                .putLong(2 * 512, 1L << 63 | 3 * 512)
                .putLong(2 * 512 + 8, 1);
        image.putLong(3 * 512, 0x0123456789abcdefL);
        byte[] version2 = image.array().clone();
        version2[7] = 2;
        return List.of(image.array(), version2);
    }
}

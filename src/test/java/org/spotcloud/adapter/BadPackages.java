package org.spotcloud.adapter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packages with one thing wrong each, made from a good one. */
final class BadPackages {
    private static final int SECTOR = 512;
    private static final int TABLE = 446;
    private static final int MIB = 1 << 20;
    private static final byte[] BOOT_HEADER = "HdrS".getBytes(StandardCharsets.US_ASCII);

    private final byte[] good;

    BadPackages(Path goodPackage) throws IOException {
        good = Files.readAllBytes(goodPackage);
    }

    /** Each bad package by what is wrong with it. */
    Map<String, byte[]> all() throws IOException {
        byte[] disk = disk();
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("empty", new byte[0]);
        bad.put("not a tar", noise(MIB));
        bad.put("no disk in it", tar(Map.of("description.xml", "<domain/>".getBytes(StandardCharsets.UTF_8))));
        bad.put("not gzip", tar(Map.of("hd0.img.gz", noise(MIB))));
        bad.put("truncated in the first member", Arrays.copyOf(good, SECTOR + 10));
        bad.put("truncated in the middle", Arrays.copyOf(good, good.length / 2));
        bad.put("no partition", disk(new byte[4 * MIB]));
        bad.put("no readable file system", disk(overwritten(disk, 1024 * 1024, noise(MIB))));
        bad.put("no kernel", disk(withoutBootHeader(disk)));
        bad.put("disk shorter than its partition", disk(Arrays.copyOf(disk, disk.length / 2)));
        return bad;
    }

    private byte[] disk() throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(good))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                if (entry.getName().endsWith(".gz")) {
                    try (InputStream disk = new GZIPInputStream(tar)) {
                        return disk.readAllBytes();
                    }
                }
            }
        }
        throw new IOException("no disk in the good package");
    }

    private static byte[] disk(byte[] content) throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(content);
        }
        return tar(Map.of("hd0.img.gz", gzip.toByteArray()));
    }

    private static byte[] tar(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                entry.setSize(member.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Every kernel in it loses the magic of its boot header. */
    private static byte[] withoutBootHeader(byte[] disk) {
        byte[] changed = disk.clone();
        for (int at = TABLE; at + BOOT_HEADER.length <= changed.length; at++) {
            if (Arrays.equals(changed, at, at + BOOT_HEADER.length, BOOT_HEADER, 0, BOOT_HEADER.length)) {
                Arrays.fill(changed, at, at + BOOT_HEADER.length, (byte) 0);
            }
        }
        return changed;
    }

    private static byte[] overwritten(byte[] disk, int at, byte[] with) {
        byte[] changed = disk.clone();
        System.arraycopy(with, 0, changed, at, Math.min(with.length, changed.length - at));
        return changed;
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(42).nextBytes(noise);
        return noise;
    }
}

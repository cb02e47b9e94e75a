package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.ServiceProcess;

/** What the images of the sample package have to hold: what the command line makes of it, undisturbed. */
final class Contents {
    private static final Map<String, String> FILES =
            Map.of("machine", "disk.qcow2", "kernel", "kernel", "ramdisk", "ramdisk");

    private Contents() {}

    /** SHA-256 in hex by type of image. */
    static Map<String, String> expected(Path dir) throws IOException, InterruptedException {
        Path output = Files.createDirectories(dir).resolve("converted");
        Path log = dir.resolve("convert.log");
        Process convert = new ProcessBuilder(ServiceProcess.convert(Lab.SAMPLE, output))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (convert.waitFor() != 0) {
            throw new IOException("the sample could not be converted: " + Files.readString(log));
        }
        Map<String, String> expected = new LinkedHashMap<>();
        for (String type : FILES.keySet()) {
            expected.put(type, sha256(output.resolve(FILES.get(type))));
        }
        return expected;
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

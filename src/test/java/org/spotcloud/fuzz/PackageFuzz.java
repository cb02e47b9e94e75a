package org.spotcloud.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.spotcloud.adapter.xvm2.DiskDigest;
import org.spotcloud.adapter.xvm2.PackageException;
import org.spotcloud.adapter.xvm2.PackageReader;

/** Reads a package as a conversion does: tar, description, manifest. */
public final class PackageFuzz {
    private static final int BLOCK = 512;
    private static final int CHKSUM = 148;
    private static final int CHKSUM_LENGTH = 8;
    private static final int MAGIC = 257;
    private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);
    /** The holes of a sparse member can be very long; a conversion has a limit, too. */
    private static final int MOST_READ = 1 << 20;

    private PackageFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        try {
            read(new PackageReader(new ByteArrayInputStream(withChecksums(input))));
        } catch (PackageException e) {
            Expected.message(e);
        }
    }

    private static void read(PackageReader reader) throws IOException {
        reader.toBootDisk();
        DiskDigest digest = new DiskDigest(reader.manifestEntry());
        InputStream content = reader.content();
        byte[] chunk = new byte[BLOCK * 3];
        int read = 0;
        for (int total = 0; total < MOST_READ && read >= 0; total += read) {
            read = content.read(chunk);
            digest.update(ByteBuffer.wrap(chunk, 0, Math.max(0, read)));
        }
        reader.toEnd();
        reader.description();
        if (reader.manifestEntry().isPresent()) {
            digest.verify(reader.manifestEntry().get());
        }
    }

    /** Corrects what no mutation would: else nearly all that is tried ends at the first header. */
    private static byte[] withChecksums(byte[] input) {
        byte[] tar = input.clone();
        for (int block = 0; block + BLOCK <= tar.length; block += BLOCK) {
            if (ByteBuffer.wrap(tar, block + MAGIC, USTAR.length).equals(ByteBuffer.wrap(USTAR))) {
                int sum = CHKSUM_LENGTH * ' ';
                for (int at = 0; at < BLOCK; at++) {
                    boolean counts = at < CHKSUM || at >= CHKSUM + CHKSUM_LENGTH;
                    sum += counts ? Byte.toUnsignedInt(tar[block + at]) : 0;
                }
                byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(text, 0, tar, block + CHKSUM, CHKSUM_LENGTH);
            }
        }
        return tar;
    }
}

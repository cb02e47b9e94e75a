package org.spotcloud.adapter.diskimage.partition;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What a partition holds, by the signs in its first {@link PartitionSplitter#PROBE_BYTES}. */
public enum ContentSign {
    EXT("ext", 0x438, "\123\357"),
    XFS("XFS", 0, "XFSB"),
    LUKS("LUKS", 0, "LUKS\272\276"),
    LVM("LVM", 0x218, "LVM2 001"),
    NTFS("NTFS", 3, "NTFS    "),
    FAT32("FAT", 0x52, "FAT32   "),
    FAT16("FAT", 0x36, "FAT1"),
    SWAP("swap", 0xff6, "SWAPSPACE2"),
    // files from here on
    QCOW2("QCOW2", 0, "QFI\373"),
    VMDK("VMDK", 0, "KDMV"),
    VHDX("VHDX", 0, "vhdxfile"),
    GZIP("gzip", 0, "\37\213");

    private final String label;
    private final int offset;
    private final String sign;

    ContentSign(String label, int offset, String sign) {
        this.label = label;
        this.offset = offset;
        this.sign = sign;
    }

    /** The sign that these first bytes show. Changes no position. */
    public static Optional<ContentSign> of(ByteBuffer probe) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.isIn(probe))
                .findFirst();
    }

    /** Whether that is what partitions hold, and not what a file that lies in one may begin with. */
    public boolean isOfVolume() {
        return compareTo(SWAP) <= 0;
    }

    /** For people: {@code XFS}, {@code swap} … */
    public String label() {
        return label;
    }

    private boolean isIn(ByteBuffer probe) {
        return probe.remaining() >= offset + sign.length()
                && StandardCharsets.ISO_8859_1
                        .decode(probe.slice(probe.position() + offset, sign.length()))
                        .toString()
                        .equals(sign);
    }
}

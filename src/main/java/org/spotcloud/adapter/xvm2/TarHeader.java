package org.spotcloud.adapter.xvm2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A header block of a tar: POSIX's ustar, GNU's own form, or the older one that both extend. Offsets and lengths are
 * those of POSIX ({@code pax}, "ustar Interchange Format") and of {@code struct oldgnu_header} in GNU tar's tar.h.
 */
final class TarHeader {
    static final byte AREGTYPE = 0;
    static final byte REGTYPE = '0';
    static final byte LNKTYPE = '1';
    static final byte CONTTYPE = '7';
    static final byte XHDTYPE = 'x';
    static final byte XGLTYPE = 'g';
    static final byte SOLARIS_XHDTYPE = 'X';
    static final byte GNUTYPE_LONGNAME = 'L';
    static final byte GNUTYPE_LONGLINK = 'K';
    static final byte GNUTYPE_SPARSE = 'S';

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHKSUM = 148;
    private static final int CHKSUM_LENGTH = 8;
    private static final int TYPEFLAG = 156;
    private static final int MAGIC = 257;
    private static final byte[] TMAGIC = {'u', 's', 't', 'a', 'r', 0};
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int SP = 386;
    private static final int SPARSES_IN_OLDGNU_HEADER = 4;
    private static final int ISEXTENDED = 482;
    private static final int REALSIZE = 483;
    private static final int REALSIZE_LENGTH = 12;

    private final byte[] block;

    private TarHeader(byte[] block) {
        this.block = block;
    }

    /** The header in a block, which is not copied; its checksum is not verified. */
    static TarHeader in(byte[] block) {
        return new TarHeader(block);
    }

    /** Whether the block is tar's end mark and no header: all zero. */
    boolean isEndMark() {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the sum of its bytes is what it says; writers before POSIX took them as signed. */
    boolean isChecksumRight() {
        long unsigned = 0;
        long signed = 0;
        for (int at = 0; at < block.length; at++) {
            boolean ofChecksum = at >= CHKSUM && at < CHKSUM + CHKSUM_LENGTH;
            byte each = ofChecksum ? (byte) ' ' : block[at];
            unsigned += Byte.toUnsignedInt(each);
            signed += each;
        }
        try {
            long said = TarNumber.field(block, CHKSUM, CHKSUM_LENGTH, "chksum");
            return said == unsigned || said == signed;
        } catch (PackageException e) {
            return false;
        }
    }

    byte typeflag() {
        return block[TYPEFLAG];
    }

    /** Bytes that follow the header, without the padding to the block's end. */
    long size() throws PackageException {
        return TarNumber.field(block, SIZE, SIZE_LENGTH, "size");
    }

    /** The member's name; ustar keeps the beginning of a long one in the field prefix. */
    String name() {
        String name = text(block, NAME, NAME_LENGTH);
        boolean hasPrefix = typeflag() != GNUTYPE_SPARSE
                && block[PREFIX] != 0
                && Arrays.equals(block, MAGIC, MAGIC + TMAGIC.length, TMAGIC, 0, TMAGIC.length);
        return hasPrefix ? text(block, PREFIX, PREFIX_LENGTH) + "/" + name : name;
    }

    /** Bytes of a sparse file of GNU's old form, holes included. */
    long realSize() throws PackageException {
        return TarNumber.field(block, REALSIZE, REALSIZE_LENGTH, "realsize");
    }

    /** Adds the chunks that fit the header of a sparse file of GNU's old form. */
    void addSparseChunks(SparseMap map) throws PackageException {
        map.addOldGnu(block, SP, SPARSES_IN_OLDGNU_HEADER);
    }

    /** Whether blocks with more of these chunks follow. */
    boolean isExtended() {
        return block[ISEXTENDED] != 0;
    }

    /** Text that ends at the first zero byte. */
    static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }
}

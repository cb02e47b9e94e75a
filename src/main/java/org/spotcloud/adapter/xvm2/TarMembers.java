package org.spotcloud.adapter.xvm2;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar whose end must be there, and whose headers are bounded: Commons Compress is content without either. */
final class TarMembers extends TarArchiveInputStream {
    private static final int TYPE_OFFSET = 156;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    /** Long names and pax headers are read into memory. */
    private static final long MAX_EXTENDED_HEADER = 1 << 20;

    private static final int OCTAL_BITS = 3;

    private boolean endMarkSeen;
    private boolean cutOff;

    TarMembers(InputStream tar) {
        super(tar, StandardCharsets.UTF_8.name());
    }

    /** The next member, or null after the last one. */
    TarArchiveEntry nextMember(int known) throws IOException {
        TarArchiveEntry entry;
        try {
            entry = getNextEntry();
        } catch (IllegalArgumentException e) {
            throw notTar(known, e);
        }
        if (cutOff) {
            throw known == 0
                    ? new PackageException(
                            "expected a tar archive, found %d bytes without a member".formatted(getBytesRead()))
                    : new PackageException(
                            "expected tar's end mark after member %d, found the end of the package".formatted(known));
        }
        if (entry != null && !entry.isCheckSumOK()) {
            throw notTar(known, null);
        }
        return entry;
    }

    private static PackageException notTar(int known, Exception cause) {
        return known == 0
                ? new PackageException("expected a tar archive, found something else", cause)
                : new PackageException(
                        "expected a tar header after member %d, found damaged bytes".formatted(known), cause);
    }

    @Override
    protected boolean isEOFRecord(byte[] header) {
        if (header == null && !endMarkSeen) {
            cutOff = true;
        }
        boolean end = super.isEOFRecord(header);
        endMarkSeen |= end;
        return end;
    }

    @Override
    protected byte[] readRecord() throws IOException {
        byte[] header = super.readRecord();
        if (header != null && isExtendedHeader(header[TYPE_OFFSET]) && octal(header) > MAX_EXTENDED_HEADER) {
            throw new PackageException("expected tar's extended headers to have at most %d bytes, found more"
                    .formatted(MAX_EXTENDED_HEADER));
        }
        return header;
    }

    private static boolean isExtendedHeader(byte type) {
        return type == TarConstants.LF_GNUTYPE_LONGNAME
                || type == TarConstants.LF_GNUTYPE_LONGLINK
                || type == TarConstants.LF_PAX_EXTENDED_HEADER_LC
                || type == TarConstants.LF_PAX_EXTENDED_HEADER_UC
                || type == TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER;
    }

    /** The size field; whatever is not octal counts as too large. */
    private static long octal(byte[] header) {
        long size = 0;
        for (int i = SIZE_OFFSET; i < SIZE_OFFSET + SIZE_LENGTH; i++) {
            byte digit = header[i];
            if (digit >= '0' && digit <= '7') {
                size = (size << OCTAL_BITS) | (digit - '0');
            } else if (digit != 0 && digit != ' ') {
                return Long.MAX_VALUE;
            }
        }
        return size;
    }
}

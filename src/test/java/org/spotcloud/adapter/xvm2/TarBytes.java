package org.spotcloud.adapter.xvm2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes tars byte by byte, as no writer would. Offsets and lengths are those of the ustar header. */
public final class TarBytes {
    static final int BLOCK = 512;
    static final int NAME = 0;
    static final int SIZE = 124;
    static final int CHKSUM = 148;
    static final int TYPEFLAG = 156;
    static final int MAGIC = 257;
    static final int SP = 386;
    static final int ISEXTENDED = 482;
    static final int REALSIZE = 483;

    private static final int CHKSUM_LENGTH = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** Where a header, a member's bytes or an end mark begins. */
    private final List<Integer> boundaries = new ArrayList<>();

    /** A header, which may be changed before {@link #add} takes it. */
    static byte[] header(String name, char typeflag, long size) {
        byte[] header = new byte[BLOCK];
        put(header, NAME, name);
        put(header, 100, "0000644\0000000000\0000000000\000");
        put(header, SIZE, "%011o".formatted(size));
        put(header, 136, "%011o".formatted(0));
        header[TYPEFLAG] = (byte) typeflag;
        put(header, MAGIC, "ustar\00000");
        return header;
    }

    static void put(byte[] header, int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(ascii, 0, header, offset, ascii.length);
    }

    /** GNU's base-256 in a field of 12 bytes. */
    static void putBase256(byte[] header, int offset, long number) {
        ByteBuffer.wrap(header).putInt(offset, 0x80 << 24);
        ByteBuffer.wrap(header).putLong(offset + 4, number);
    }

    static byte[] checksummed(byte[] header) {
        put(header, CHKSUM, " ".repeat(CHKSUM_LENGTH));
        int sum = 0;
        for (byte each : header) {
            sum += Byte.toUnsignedInt(each);
        }
        put(header, CHKSUM, "%06o\0 ".formatted(sum));
        return header;
    }

    /** Adds a block after the checksum was set. */
    TarBytes add(byte[] header) {
        return addBlock(checksummed(header));
    }

    /** Adds a block as it is. */
    TarBytes addBlock(byte[] block) {
        boundaries.add(bytes.size());
        bytes.writeBytes(block);
        return this;
    }

    /** Adds bytes and the padding to the block's end. */
    TarBytes content(byte[] content) {
        boundaries.add(bytes.size());
        bytes.writeBytes(content);
        boundaries.add(bytes.size());
        bytes.writeBytes(new byte[-content.length & (BLOCK - 1)]);
        return this;
    }

    public TarBytes member(String name, byte[] content) {
        return add(header(name, '0', content.length)).content(content);
    }

    /** Adds a pax header with keywords and their values. */
    public TarBytes pax(String... records) {
        return extended('x', paxRecords(records));
    }

    TarBytes extended(char typeflag, byte[] content) {
        return add(header("extended", typeflag, content.length)).content(content);
    }

    static byte[] paxRecords(String... records) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < records.length; i += 2) {
            String record = " " + records[i] + "=" + records[i + 1] + "\n";
            int length = record.length() + 1;
            while (record.length() + Integer.toString(length).length() > length) {
                length++;
            }
            text.append(length).append(record);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The whole tar with its end mark. */
    public byte[] end() {
        return addBlock(new byte[2 * BLOCK]).soFar();
    }

    byte[] soFar() {
        return bytes.toByteArray();
    }

    List<Integer> boundaries() {
        return List.copyOf(boundaries);
    }
}

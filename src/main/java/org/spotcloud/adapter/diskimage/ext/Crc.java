package org.spotcloud.adapter.diskimage.ext;

import java.nio.ByteBuffer;

/**
 * The cyclic redundancy checks of ext and its journal, least significant bit first. Neither is inverted at the end: the
 * checksum of one piece is the seed of the next. (java.util.zip.CRC32C inverts and takes no seed.)
 */
enum Crc {
    /** 32 bits, Castagnoli's polynomial. */
    CRC32C(0x82f63b78),
    /** 16 bits, the polynomial 0x8005. */
    CRC16(0xa001);

    private static final int BYTE_VALUES = 1 << Byte.SIZE;
    private static final int BYTE_MASK = BYTE_VALUES - 1;

    private final int[] table = new int[BYTE_VALUES];

    Crc(int polynomial) {
        for (int value = 0; value < BYTE_VALUES; value++) {
            int crc = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : polynomial);
            }
            table[value] = crc;
        }
    }

    /** The checksum of all that remains in {@code bytes}, whose position stays. */
    int of(int seed, ByteBuffer bytes) {
        int crc = seed;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            crc = table[(crc ^ bytes.get(i)) & BYTE_MASK] ^ crc >>> Byte.SIZE;
        }
        return crc;
    }
}

package org.spotcloud.adapter.xvm2;

import java.nio.charset.StandardCharsets;

/** The numbers of tar: octal text, GNU's base-256 for what that cannot hold, and the decimal text of pax. */
final class TarNumber {
    /** The first bit of a field says that it holds base-256: two's complement, the highest byte first. */
    private static final int BASE_256 = 0x80;
    /** The bit after it is the sign. */
    private static final int BASE_256_NEGATIVE = 0x40;

    private static final int BASE_256_VALUE = 0x3f;
    private static final int OCTAL_BITS = 3;
    private static final int DECIMAL = 10;
    private static final int MAX_SHOWN = 32;

    private TarNumber() {}

    /**
     * The number in a header's field; 0 where the field is empty.
     *
     * @param field the specification's name of the field
     * @throws PackageException when it is no number, is negative, or does not fit a long
     */
    static long field(byte[] block, int offset, int length, String field) throws PackageException {
        return (block[offset] & BASE_256) == 0
                ? octal(block, offset, length, field)
                : base256(block, offset, length, field);
    }

    private static long octal(byte[] block, int offset, int length, String field) throws PackageException {
        int end = offset + length;
        int at = offset;
        while (at < end && block[at] == ' ') {
            at++;
        }
        long number = 0;
        for (; at < end && block[at] >= '0' && block[at] <= '7'; at++) {
            if (number > Long.MAX_VALUE >> OCTAL_BITS) {
                throw tooLarge(field);
            }
            number = number << OCTAL_BITS | block[at] - '0';
        }
        if (at < end && block[at] != 0 && block[at] != ' ') {
            throw new PackageException("expected an octal number in tar's field %s, found \"%s\""
                    .formatted(field, text(block, offset, length)));
        }
        return number;
    }

    private static long base256(byte[] block, int offset, int length, String field) throws PackageException {
        if ((block[offset] & BASE_256_NEGATIVE) != 0) {
            throw new PackageException("expected a number from 0 in tar's field " + field + ", found a negative one");
        }
        long number = block[offset] & BASE_256_VALUE;
        for (int at = offset + 1; at < offset + length; at++) {
            if (number > Long.MAX_VALUE >> Byte.SIZE) {
                throw tooLarge(field);
            }
            number = number << Byte.SIZE | Byte.toUnsignedInt(block[at]);
        }
        return number;
    }

    /**
     * A number of decimal digits.
     *
     * @param what what it is the number of, for the message
     * @throws PackageException when it is anything else, or does not fit a long
     */
    static long decimal(byte[] text, int from, int to, String what) throws PackageException {
        long number = 0;
        for (int at = from; at < to; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit >= DECIMAL) {
                throw notDecimal(text, from, to, what);
            }
            if (number > (Long.MAX_VALUE - digit) / DECIMAL) {
                throw tooLarge(what);
            }
            number = number * DECIMAL + digit;
        }
        if (from >= to) {
            throw notDecimal(text, from, to, what);
        }
        return number;
    }

    private static PackageException notDecimal(byte[] text, int from, int to, String what) {
        int shown = Math.max(0, Math.min(to - from, MAX_SHOWN));
        return new PackageException(
                "expected a decimal number in tar's %s, found \"%s\"".formatted(what, text(text, from, shown)));
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1)
                .trim()
                .replaceAll("\\P{Print}", "?");
    }

    private static PackageException tooLarge(String field) {
        return new PackageException("expected a number below 2^63 in tar's %s, found a larger one".formatted(field));
    }
}

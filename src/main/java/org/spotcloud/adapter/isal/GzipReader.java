package org.spotcloud.adapter.isal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Inflates gzip (RFC 1952) of one member or several. The checksum and the length of each member are verified; whatever
 * follows the last member (padding, garbage) is read and ignored, as gzip does. Not safe for several threads.
 */
public final class GzipReader implements AutoCloseable {
    private static final int MAGIC = 0x8b1f;
    private static final int METHOD_DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 1 << 1;
    private static final int FLAG_EXTRA = 1 << 2;
    private static final int FLAG_NAME = 1 << 3;
    private static final int FLAG_COMMENT = 1 << 4;
    private static final int RESERVED_FLAGS = 0xe0;

    private final RawInflater inflater;
    private final GzipInput input;
    private final CRC32 crc = new CRC32();
    private int members;
    private long memberBytes;
    private boolean inMember;
    private boolean atEnd;
    private boolean closed;

    /**
     * Reads from that stream, which the caller closes.
     *
     * @throws IllegalStateException when that engine is not there
     */
    public GzipReader(InputStream compressed, InflateEngine engine) {
        this.inflater = engine.open();
        this.input = new GzipInput(compressed, inflater.window());
    }

    /**
     * Inflates until {@code target} is full or the last member has ended.
     *
     * @param target a direct buffer
     * @return bytes inflated; fewer than {@code target} had room for only at the end
     * @throws TruncatedGzipException when the stream ends within a member
     * @throws GzipException when it is not gzip, or is damaged
     * @throws IOException what reading the stream throws, unchanged
     */
    public int read(ByteBuffer target) throws IOException {
        if (closed) {
            throw new IllegalStateException("the reader is closed"); // and its window gone
        }
        int start = target.position();
        while (target.hasRemaining() && !atEnd) {
            if (inMember) {
                inflateInto(target);
            } else {
                beginMemberOrEnd();
            }
        }
        return target.position() - start;
    }

    private void inflateInto(ByteBuffer target) throws IOException {
        ByteBuffer window = input.filledWindow();
        boolean exhausted = !window.hasRemaining();
        int start = target.position();
        boolean ended = inflater.inflate(window, target);
        int inflated = target.position() - start;
        memberBytes += inflated;
        updateCrc(target, start, inflated);
        if (ended) {
            endMember();
        } else if (inflated == 0 && exhausted) {
            throw new TruncatedGzipException(
                    "expected more deflate data after %d bytes inflated of gzip member %d, found the end"
                            .formatted(memberBytes, members));
        } else if (inflated == 0 && window.hasRemaining()) {
            throw new GzipException("expected deflate data to yield bytes, found none in gzip member " + members);
        }
    }

    private void updateCrc(ByteBuffer target, int start, int length) {
        int limit = target.limit();
        target.position(start).limit(start + length);
        crc.update(target);
        target.limit(limit);
    }

    private void beginMemberOrEnd() throws IOException {
        if (members > 0 && !(input.has(Short.BYTES) && input.peekShort() == MAGIC)) {
            input.skipToEnd();
            atEnd = true;
            return;
        }
        readHeader();
        members++;
        memberBytes = 0;
        crc.reset();
        inflater.reset();
        inMember = true;
    }

    private void readHeader() throws IOException {
        int magic = input.nextShort("a gzip header");
        if (magic != MAGIC) {
            throw new GzipException("expected gzip (first bytes 1f 8b), found first bytes %02x %02x"
                    .formatted(magic & 0xff, magic >>> Byte.SIZE));
        }
        int method = input.nextByte("gzip's compression method");
        if (method != METHOD_DEFLATE) {
            throw new GzipException("expected gzip's compression method 8 (deflate), found " + method);
        }
        int flags = input.nextByte("gzip's flags");
        if ((flags & RESERVED_FLAGS) != 0) {
            throw new GzipException("expected gzip flags without reserved bits, found 0x%02x".formatted(flags));
        }
        input.nextInt("gzip's modification time");
        input.nextShort("gzip's extra flags and operating system");
        skipOptionalFields(flags);
    }

    private void skipOptionalFields(int flags) throws IOException {
        if ((flags & FLAG_EXTRA) != 0) {
            for (int left = input.nextShort("the length of gzip's extra field"); left > 0; left--) {
                input.nextByte("gzip's extra field");
            }
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText("gzip's file name");
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText("gzip's comment");
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            input.nextShort("gzip's header checksum");
        }
    }

    private void skipText(String what) throws IOException {
        while (input.nextByte(what) != 0) {
            // up to the terminating zero; the stream's own end is the limit
        }
    }

    private void endMember() throws IOException {
        int expectedCrc = input.nextInt("the checksum of gzip member " + members);
        int expectedLength = input.nextInt("the length of gzip member " + members);
        int foundCrc = (int) crc.getValue();
        if (foundCrc != expectedCrc) {
            throw new GzipException(
                    "expected checksum %08x of gzip member %d, found %08x".formatted(expectedCrc, members, foundCrc));
        }
        int foundLength = (int) memberBytes; // gzip keeps the length modulo 2^32
        if (foundLength != expectedLength) {
            throw new GzipException("expected %s bytes (modulo 2^32) in gzip member %d, found %s"
                    .formatted(
                            Integer.toUnsignedString(expectedLength), members, Integer.toUnsignedString(foundLength)));
        }
        inMember = false;
    }

    @Override
    public void close() {
        closed = true;
        inflater.close();
    }
}

package org.spotcloud.adapter.isal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * ISA-L's inflater. The state is {@code struct inflate_state} of {@code igzip_lib.h}; only what is named here is read
 * or written, the rest belongs to the library.
 */
final class IsalInflater implements RawInflater {
    private static final int NEXT_OUT = 0;
    private static final int AVAIL_OUT = 8;
    private static final int NEXT_IN = 16;
    private static final int AVAIL_IN = 32;
    private static final int READ_IN_LENGTH = 36;
    private static final int BLOCK_STATE = 21_160;

    /** The library's has 87368. */
    private static final int STATE_BYTES = 256 * 1024;

    private static final int ISAL_DECOMP_OK = 0;
    /** {@code ISAL_BLOCK_FINISH}: all input is inflated, and all output written. */
    private static final int BLOCK_FINISH = 5;

    private final Memory state = new Memory(STATE_BYTES);
    private final ByteBuffer fields = state.getByteBuffer(0, STATE_BYTES).order(ByteOrder.nativeOrder());
    private final Memory windowMemory = new Memory(WINDOW_BYTES);
    private final ByteBuffer window = windowMemory.getByteBuffer(0, WINDOW_BYTES);
    private final long windowAddress = Pointer.nativeValue(windowMemory);
    private ByteBuffer lastOutput;
    private long lastOutputAddress;
    private boolean closed;

    IsalInflater() {
        state.clear();
        reset();
    }

    @Override
    public void reset() {
        checkOpen();
        Isal.isal_inflate_init(state);
    }

    @Override
    public ByteBuffer window() {
        return window;
    }

    @Override
    public boolean inflate(ByteBuffer input, ByteBuffer output) throws GzipException {
        checkOpen();
        if (input != window) {
            throw new IllegalArgumentException("the input is not in the inflater's own window");
        }
        fields.putLong(NEXT_IN, windowAddress + input.position());
        fields.putInt(AVAIL_IN, input.remaining());
        fields.putLong(NEXT_OUT, addressOf(output) + output.position());
        fields.putInt(AVAIL_OUT, output.remaining());
        int result = Isal.isal_inflate(state);
        if (result < ISAL_DECOMP_OK) {
            throw new GzipException(DAMAGED);
        }
        output.position(output.limit() - fields.getInt(AVAIL_OUT));
        boolean ended = fields.getInt(BLOCK_STATE) == BLOCK_FINISH;
        // what it has taken ahead by then belongs to whoever comes next
        int ahead = ended ? fields.getInt(READ_IN_LENGTH) / Byte.SIZE : 0;
        input.position(input.limit() - fields.getInt(AVAIL_IN) - ahead);
        return ended;
    }

    /** The address of a direct buffer's first byte. The same few buffers come again and again. */
    private long addressOf(ByteBuffer output) {
        if (output != lastOutput) {
            if (!output.isDirect() || output.isReadOnly()) {
                throw new IllegalArgumentException("the output is not a direct buffer that can be written");
            }
            lastOutputAddress = Pointer.nativeValue(Native.getDirectBufferPointer(output));
            lastOutput = output;
        }
        return lastOutputAddress;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the inflater is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        lastOutput = null;
        state.close();
        windowMemory.close();
    }
}

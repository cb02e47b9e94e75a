package org.spotcloud.adapter.isal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The functions of ISA-L that are called, by their names in {@code igzip_lib.h}. */
final class Isal {
    /** With its number: a library of another one has other functions. */
    static final String LIBRARY = "libisal.so.2";

    private Isal() {}

    static {
        Native.register(Isal.class, NativeLibrary.getInstance(LIBRARY));
    }

    /** @param state {@code struct inflate_state} */
    static native void isal_inflate_init(Pointer state);

    /** @return {@code ISAL_DECOMP_OK} or more, or an error below it */
    static native int isal_inflate(Pointer state);
}

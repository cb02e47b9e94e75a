package org.spotcloud.adapter.isal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The functions of ISA-L that are called, by their names in {@code igzip_lib.h}. */
final class Isal {
    /** With its number: a library of another one has other functions. */
    static final String LIBRARY = "libisal.so.2";

    /** Folders that JNA searches; where it is not set, JNA runs {@code ldconfig} to find them all. */
    private static final String SEARCHED = "jna.platform.library.path";

    private Isal() {}

    static {
        if (System.getProperty(SEARCHED) == null) {
            System.setProperty(SEARCHED, ""); // the system's own loader knows where it is
        }
        Native.register(Isal.class, NativeLibrary.getInstance(LIBRARY));
    }

    /** @param state {@code struct inflate_state} */
    static native void isal_inflate_init(Pointer state);

    /** @return {@code ISAL_DECOMP_OK} or more, or an error below it */
    static native int isal_inflate(Pointer state);
}

package org.spotcloud.adapter.catalog;

/** Where the import of an image stands. */
public enum ImageState {
    IMPORTING,
    READY,
    /** The package cannot be imported; the next order tries again. */
    REFUSED,
    /** There is none: it was never imported, or the cloud does not know it any more. */
    GONE
}

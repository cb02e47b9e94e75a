package org.spotcloud.adapter.bundle;

import java.io.IOException;

/** A bundle could not be made of a file. The message says what was expected and what was found. */
public final class BundleException extends IOException {
    private static final long serialVersionUID = 1L;

    BundleException(String message) {
        super(message);
    }
}

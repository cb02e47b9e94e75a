package org.spotcloud.adapter.xvm2;

import java.io.IOException;

/** The stream is not an .xvm2 package, or is damaged. The message says what was expected and what was found. */
public final class PackageException extends IOException {
    private static final long serialVersionUID = 1L;

    public PackageException(String message) {
        super(message);
    }

    public PackageException(String message, Throwable cause) {
        super(message, cause);
    }
}

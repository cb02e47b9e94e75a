package org.spotcloud.adapter.isal;

import java.io.IOException;

/** The bytes are not gzip (RFC 1952), or are damaged. The message says what was expected and what was found. */
public class GzipException extends IOException {
    private static final long serialVersionUID = 1L;

    public GzipException(String message) {
        super(message);
    }

    public GzipException(String message, Throwable cause) {
        super(message, cause);
    }
}

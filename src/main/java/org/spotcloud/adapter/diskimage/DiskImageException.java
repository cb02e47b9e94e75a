package org.spotcloud.adapter.diskimage;

import java.io.IOException;

/**
 * A disk, a file system or an image is not what can be read: not of the format, damaged, or with a feature that is not
 * supported. The message says what was expected and what was found.
 */
public final class DiskImageException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskImageException(String message) {
        super(message);
    }

    public DiskImageException(String message, Throwable cause) {
        super(message, cause);
    }
}

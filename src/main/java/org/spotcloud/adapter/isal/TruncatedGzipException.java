package org.spotcloud.adapter.isal;

/** The gzip stream ended within a member. */
public final class TruncatedGzipException extends GzipException {
    private static final long serialVersionUID = 1L;

    public TruncatedGzipException(String message) {
        super(message);
    }
}

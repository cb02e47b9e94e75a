package org.spotcloud.adapter.imports;

import java.util.Optional;

/**
 * A server's answer that brings bytes of a package.
 *
 * @param kind the whole, a part, or nothing because the part asked for is not there
 * @param first position of the body's first byte
 * @param total bytes of the whole package, or {@link #UNKNOWN}
 */
record Answer(Kind kind, long first, long total, Optional<Validator> validator, PackageConnection body)
        implements AutoCloseable {
    /** The server does not say how long the package is. */
    static final long UNKNOWN = -1;

    enum Kind {
        WHOLE,
        PART,
        /** HTTP 416: the package ends before the part that was asked for. */
        NO_SUCH_PART
    }

    @Override
    public void close() {
        body.close();
    }
}

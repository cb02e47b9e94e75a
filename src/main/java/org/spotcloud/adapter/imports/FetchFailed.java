package org.spotcloud.adapter.imports;

import java.io.IOException;

/** Whoever reads a package that is being fetched learns by this that it will not come; the cause says why. */
final class FetchFailed extends IOException {
    private static final long serialVersionUID = 1L;

    FetchFailed(Throwable cause) {
        super("the package could not be fetched to its end", cause);
    }
}

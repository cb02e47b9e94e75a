package org.spotcloud.adapter.imports;

import java.io.IOException;

/** A web page came where a package was expected: an error page, a login page, or a portal on the way. */
final class WebPageAnswered extends IOException {
    private static final long serialVersionUID = 1L;

    WebPageAnswered() {
        super("a web page was answered");
    }
}

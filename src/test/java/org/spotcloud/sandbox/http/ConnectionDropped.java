package org.spotcloud.sandbox.http;

import java.io.IOException;

/** The connection is to be closed without a further byte, as a fault has ordered. */
public final class ConnectionDropped extends IOException {
    public ConnectionDropped() {
        super("Dropped as ordered");
    }
}

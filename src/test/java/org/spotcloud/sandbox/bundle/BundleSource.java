package org.spotcloud.sandbox.bundle;

import java.io.IOException;
import java.io.InputStream;

/** Where the files of a bundle lie. */
public interface BundleSource {
    /** The bytes of a file, or null when there is none. */
    InputStream open(String fileName) throws IOException;
}

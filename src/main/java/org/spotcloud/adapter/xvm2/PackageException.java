package org.spotcloud.adapter.xvm2;

import java.io.IOException;

/**
 * The stream is not an .xvm2 package, or is damaged. The message says what was expected and what was found, in one line
 * that is never long, whatever names the package has.
 */
public sealed class PackageException extends IOException permits AnotherDiskException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 1000;

    public PackageException(String message) {
        super(line(message));
    }

    public PackageException(String message, Throwable cause) {
        super(line(message), cause);
    }

    private static String line(String message) {
        String shown = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + " …" : message;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}

package org.spotcloud.fuzz;

import java.io.IOException;

/** What a reader may say of hostile input. */
final class Expected {
    private static final int LONGEST = 20_000;

    private Expected() {}

    /** Each refusal says what was expected, at a length that fits a log. */
    static void message(IOException refusal) {
        String message = refusal.getMessage();
        if (message == null || !message.startsWith("expected") || message.length() > LONGEST) {
            throw new AssertionError("a refusal that does not say what was expected", refusal);
        }
    }
}

package org.spotcloud.sandbox.ec2;

import java.util.Locale;

/** The states of an image. */
public enum ImageState {
    PENDING,
    AVAILABLE,
    FAILED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.spotcloud.sandbox.bundle;

/** A bundle is not what its format or its manifest says; the message is the reason that the control API shows. */
public final class BundleRefused extends Exception {
    public BundleRefused(String reason) {
        super(reason);
    }

    public BundleRefused(String reason, Throwable cause) {
        super(reason + ": " + cause.getMessage(), cause);
    }
}

package org.spotcloud.adapter.provisioning;

/** The task of an attempt is gone, or another attempt has it. */
final class StepLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepLostException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}

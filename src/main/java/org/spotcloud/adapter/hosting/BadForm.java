package org.spotcloud.adapter.hosting;

/** A form that cannot be read; the message is for the caller. */
final class BadForm extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadForm(String message) {
        super(message);
    }
}

package org.spotcloud.adapter.hosting;

import org.springframework.http.HttpStatus;

/** An answer other than success, on its way to the caller; the message is the protocol's. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What most errors of the protocol have. */
    static final int GENERAL_ERROR = 1;

    private static final int ONLY_PUT = 2;

    private final HttpStatus status;
    private final int errno;

    private Refusal(HttpStatus status, int errno, String message) {
        super(message, null, false, false);
        this.status = status;
        this.errno = errno;
    }

    /** An error of the application, which is no error of HTTP. */
    static Refusal of(String message) {
        return new Refusal(HttpStatus.OK, GENERAL_ERROR, message);
    }

    static Refusal onlyPut() {
        return new Refusal(HttpStatus.OK, ONLY_PUT, "Only PUT method is allowed");
    }

    static Refusal notSupported() {
        return of("This action is not supported");
    }

    static Refusal notFound() {
        return new Refusal(HttpStatus.NOT_FOUND, HttpStatus.NOT_FOUND.value(), "Not found");
    }

    /** HTTP's own refusal, for callers that log in by HTTP's own means. */
    static Refusal unauthorized() {
        return new Refusal(HttpStatus.UNAUTHORIZED, GENERAL_ERROR, "Wrong user name or password");
    }

    HttpStatus status() {
        return status;
    }

    int errno() {
        return errno;
    }
}

package org.spotcloud.sandbox.faults;

import java.time.Duration;

/**
 * What happens to a call that is struck. Which fields count depends on the kind; the others are null.
 *
 * @param when for hold, drop and error: whether the effect happens before; the default is {@code before}
 * @param status HTTP status of an error
 * @param code error code in the service's own XML
 * @param message error message in the service's own XML
 * @param body sent as it is instead of the service's XML
 * @param contentType of {@code body}
 * @param millis length of a delay
 * @param afterBytes hold or drop when so many bytes of the body (of the request where it has one, else of the answer) have passed
 * @param bytesPerSecond rate of a slow body
 * @param lengthDelta what wrong-length adds to Content-Length; the body stays as it is
 * @param location where redirect points
 */
public record Fault(
        Kind kind,
        When when,
        Integer status,
        String code,
        String message,
        String body,
        String contentType,
        Long millis,
        Long afterBytes,
        Long bytesPerSecond,
        Long lengthDelta,
        String location) {
    /** What can be ordered; the last four at the package server only. */
    public enum Kind {
        HOLD,
        DROP,
        ERROR,
        DELAY,
        SLOW,
        NO_RANGE,
        WRONG_LENGTH,
        REDIRECT,
        HTML
    }

    /** Whether the fault strikes before the call has had its effect, or after. */
    public enum When {
        BEFORE,
        AFTER
    }

    public Fault {
        if (kind == null) {
            throw new IllegalArgumentException("A fault has a kind");
        }
        require(kind == Kind.ERROR, status, "status");
        require(kind == Kind.DELAY, millis, "millis");
        require(kind == Kind.SLOW, bytesPerSecond, "bytesPerSecond");
        require(kind == Kind.WRONG_LENGTH, lengthDelta, "lengthDelta");
        when = when == null ? When.BEFORE : when;
    }

    /** Withholds effect and answer (before), or the answer (after), until released. */
    public static Fault hold(When when) {
        return new Fault(Kind.HOLD, when, null, null, null, null, null, null, null, null, null, null);
    }

    /** Lets so many bytes of the body pass, and then none until released. */
    public static Fault holdAfterBytes(long bytes) {
        return new Fault(Kind.HOLD, null, null, null, null, null, null, null, bytes, null, null, null);
    }

    /** Closes the connection without an answer, before or after the effect. */
    public static Fault drop(When when) {
        return new Fault(Kind.DROP, when, null, null, null, null, null, null, null, null, null, null);
    }

    /** Closes the connection when so many bytes of the body have passed. */
    public static Fault dropAfterBytes(long bytes) {
        return new Fault(Kind.DROP, null, null, null, null, null, null, null, bytes, null, null, null);
    }

    /** Answers with an error in the service's own form, without the effect. */
    public static Fault error(int status, String code, String message) {
        return new Fault(Kind.ERROR, null, status, code, message, null, null, null, null, null, null, null);
    }

    /** Answers with this body, without the effect. */
    public static Fault raw(int status, String contentType, String body) {
        return new Fault(Kind.ERROR, null, status, null, null, body, contentType, null, null, null, null, null);
    }

    public static Fault delay(Duration length) {
        return new Fault(Kind.DELAY, null, null, null, null, null, null, length.toMillis(), null, null, null, null);
    }

    /** Lets the body pass at this rate. */
    public static Fault slow(long bytesPerSecond) {
        return new Fault(Kind.SLOW, null, null, null, null, null, null, null, null, bytesPerSecond, null, null);
    }

    /** The package server ignores Range and says nothing of it. */
    public static Fault noRange() {
        return new Fault(Kind.NO_RANGE, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The package server says a Content-Length that is so much too large (or too small), then closes the connection. */
    public static Fault wrongLength(long delta) {
        return new Fault(Kind.WRONG_LENGTH, null, null, null, null, null, null, null, null, null, delta, null);
    }

    /** The package server answers 302 to this location; null points back to the same package. */
    public static Fault redirect(String location) {
        return new Fault(Kind.REDIRECT, null, null, null, null, null, null, null, null, null, null, location);
    }

    /** The package server answers 200 with a page of HTML, as captive portals and login pages do. */
    public static Fault html() {
        return new Fault(Kind.HTML, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The same fault, struck after the effect. */
    public Fault afterEffect() {
        return new Fault(
                kind,
                When.AFTER,
                status,
                code,
                message,
                body,
                contentType,
                millis,
                afterBytes,
                bytesPerSecond,
                lengthDelta,
                location);
    }

    boolean strikesBody() {
        return kind == Kind.SLOW || afterBytes != null;
    }

    private static void require(boolean needed, Object value, String name) {
        if (needed && value == null) {
            throw new IllegalArgumentException("This kind of fault needs " + name);
        }
    }
}

package org.spotcloud.adapter.catalog;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a piece of work could not be done, in a kind that says what follows. The message is one sentence for operators
 * and buyers: what was expected, what was found; it holds neither secrets nor internal addresses.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What follows from a fault. */
    public enum Kind {
        /** Permanent and the order's own: it ends the order. */
        REFUSED,
        /** The operator has to act first: it stands as an incident. */
        OPERATOR,
        /** The network's or the cloud's: trying again later can help. */
        TRY_AGAIN
    }

    private final Kind kind;
    private final String code;
    private final String endpoint;

    private Fault(Kind kind, String code, String message, Throwable cause, String endpoint) {
        super(PlainText.of(Objects.requireNonNull(message, "message")), cause);
        this.kind = kind;
        this.code = Objects.requireNonNull(code, "code");
        this.endpoint = endpoint;
    }

    /**
     * A permanent refusal.
     *
     * @param code which refusal, for the process: one of the BPMN error codes, such as {@code bad-package}
     */
    public static Fault refused(String code, String message, Throwable cause) {
        return new Fault(Kind.REFUSED, code, message, cause, null);
    }

    /** As {@link #refused(String, String, Throwable)}, without a cause. */
    public static Fault refused(String code, String message) {
        return refused(code, message, null);
    }

    /** A fault that only the operator can mend. */
    public static Fault operator(String message, Throwable cause) {
        return new Fault(Kind.OPERATOR, "operator", message, cause, null);
    }

    /** A fault that may pass by itself. */
    public static Fault tryAgain(String message, Throwable cause) {
        return new Fault(Kind.TRY_AGAIN, "try-again", message, cause, null);
    }

    /**
     * The same fault, and whose it is. A {@link Kind#TRY_AGAIN} says then that the endpoint as a whole may be away, any
     * other kind that it answered.
     *
     * @param endpoint as in {@link Endpoints}
     */
    public Fault at(String endpoint) {
        return new Fault(kind, code, getMessage(), getCause(), Objects.requireNonNull(endpoint, "endpoint"));
    }

    /** Whose fault it is, where one endpoint's answer or silence was the cause. */
    public Optional<String> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    public Kind kind() {
        return kind;
    }

    /** Which refusal, for {@link Kind#REFUSED}. */
    public String code() {
        return code;
    }
}

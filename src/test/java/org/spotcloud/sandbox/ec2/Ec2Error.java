package org.spotcloud.sandbox.ec2;

import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.http.Xml;

/** An error answer of the EC2 API. */
final class Ec2Error extends Exception {
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INTERNAL = 500;

    private final int status;
    private final String code;
    private final boolean plain;

    private Ec2Error(int status, String code, String message, boolean plain) {
        super(message);
        this.status = status;
        this.code = code;
        this.plain = plain;
    }

    static Ec2Error of(int status, String code, String message) {
        return new Ec2Error(status, code, message, false);
    }

    static Ec2Error badRequest(String code, String message) {
        return of(BAD_REQUEST, code, message);
    }

    static Ec2Error invalidValue(String parameter, String value, String reason) {
        return badRequest(
                "InvalidParameterValue", "Value (" + value + ") for parameter " + parameter + " is invalid. " + reason);
    }

    static Ec2Error noSuch(String code, String what, String id) {
        return badRequest(code, "The " + what + " ID '" + id + "' does not exist");
    }

    static Ec2Error unauthorized(String message) {
        return of(UNAUTHORIZED, "AuthFailure", message);
    }

    static Ec2Error unknownAccessKey() {
        return of(NOT_FOUND, "AuthFailure", "The access key is not known");
    }

    static Ec2Error forbidden(String message) {
        return of(FORBIDDEN, "Forbidden", message);
    }

    static Ec2Error conflict(String message) {
        return of(CONFLICT, "Conflict", message);
    }

    static Ec2Error noSuchKey(String location) {
        return of(NOT_FOUND, "NoSuchKey", "The specified key does not exist: " + location);
    }

    /** What a Python service answers when its method has no such argument. */
    static Ec2Error typeError() {
        return of(INTERNAL, "TypeError", "Unknown error occurred.");
    }

    /** HTTP 400 without XML. */
    static Ec2Error withoutXml(String message) {
        return new Ec2Error(BAD_REQUEST, "", message, true);
    }

    Answer answer() {
        return plain ? Answer.of(status, Answer.TEXT, getMessage()) : answer(status, code, getMessage());
    }

    static Answer answer(int status, String code, String message) {
        String xml = new Xml("Response")
                .element(
                        "Errors",
                        errors -> errors.element(
                                "Error", error -> error.leaf("Code", code).leaf("Message", message)))
                .leaf("RequestID", Ids.requestId())
                .text();
        return Answer.of(status, Answer.XML, xml);
    }
}

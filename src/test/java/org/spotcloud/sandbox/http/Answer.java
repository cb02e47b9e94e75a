package org.spotcloud.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole HTTP answer.
 *
 * @param headers further headers, beside the content type
 */
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    public static final String XML = "text/xml;charset=UTF-8";
    public static final String JSON = "application/json";
    public static final String TEXT = "text/plain;charset=UTF-8";
    public static final String HTML = "text/html;charset=UTF-8";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer of(int status, String contentType, String body) {
        return new Answer(status, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}

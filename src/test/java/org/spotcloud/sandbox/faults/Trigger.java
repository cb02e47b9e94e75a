package org.spotcloud.sandbox.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which calls a fault strikes. What is null or empty matches everything; patterns are regular expressions for the whole text.
 *
 * @param service {@code ec2}, {@code s3} or {@code packages}
 * @param action pattern for EC2's action
 * @param method pattern for the HTTP method
 * @param key pattern for what is asked for: {@code bucket/key} at S3, the package's id at the package server
 * @param parameters patterns for EC2's parameters, by name
 * @param skip so many matching calls pass before the first is struck
 * @param times so many matching calls are struck then; 0 means all, null one
 */
public record Trigger(
        String service,
        String action,
        String method,
        String key,
        Map<String, String> parameters,
        int skip,
        Integer times) {
    public Trigger {
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        times = times == null ? 1 : times;
        if (skip < 0 || times < 0) {
            throw new IllegalArgumentException("skip and times are 0 or more");
        }
    }

    /** The next EC2 call of an action, or of any when the pattern is null. */
    public static Trigger ec2(String action) {
        return new Trigger(Call.EC2, action, null, null, null, 0, 1);
    }

    /** The next S3 call of a method for {@code bucket/key}; null matches any. */
    public static Trigger s3(String method, String key) {
        return new Trigger(Call.S3, null, method, key, null, 0, 1);
    }

    /** The next GET of a package; null matches any. */
    public static Trigger packages(String id) {
        return new Trigger(Call.PACKAGES, null, "GET", id, null, 0, 1);
    }

    public Trigger skip(int calls) {
        return new Trigger(service, action, method, key, parameters, calls, times);
    }

    public Trigger times(int calls) {
        return new Trigger(service, action, method, key, parameters, skip, calls);
    }

    public Trigger always() {
        return times(0);
    }

    /** Only calls with an EC2 parameter that matches. */
    public Trigger with(String parameter, String pattern) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(parameter, pattern);
        return new Trigger(service, action, method, key, more, skip, times);
    }

    boolean matches(Call call) {
        return fits(service, call.service())
                && fits(action, call.action())
                && fits(method, call.method())
                && fits(key, call.key())
                && parameters.entrySet().stream()
                        .allMatch(wanted ->
                                fits(wanted.getValue(), call.parameters().get(wanted.getKey())));
    }

    private static boolean fits(String pattern, String text) {
        return pattern == null || (text != null && Pattern.matches(pattern, text));
    }
}

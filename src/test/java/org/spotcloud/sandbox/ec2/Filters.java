package org.spotcloud.sandbox.ec2;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The filters of a Describe call.
 *
 * @param filters patterns with {@code *} and {@code ?}, by filter name; one of each must match
 */
record Filters(Map<String, List<String>> filters) {
    /** Whether every filter matches one of the values that the resource has for its name. */
    boolean accept(Function<String, Collection<String>> valuesOf) {
        return filters.entrySet().stream().allMatch(filter -> valuesOf.apply(filter.getKey()).stream()
                .anyMatch(value -> filter.getValue().stream().anyMatch(pattern -> fits(pattern, value))));
    }

    private static boolean fits(String pattern, String value) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(value).matches();
    }
}

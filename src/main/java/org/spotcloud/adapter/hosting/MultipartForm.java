package org.spotcloud.adapter.hosting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code multipart/form-data} (RFC 7578). File parts are left out: they are neither fields nor signed. */
final class MultipartForm {
    private static final String LINE_END = "\r\n";
    private static final String HEADERS_END = "\r\n\r\n";
    private static final String DASHES = "--";
    /** RFC 2046, section 5.1.1. */
    private static final int LONGEST_BOUNDARY = 70;
    /** Of all headers of a part, and of the content type; also keeps the patterns below from recursing deeply. */
    private static final int LONGEST_HEADERS = 2048;

    private static final String DISPOSITION = "content-disposition";
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s\"]*))");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private final String delimiter;
    private final String body;
    private final List<RawField> fields = new ArrayList<>();
    private int parts;

    private MultipartForm(String delimiter, String body) {
        this.delimiter = delimiter;
        this.body = body;
    }

    /**
     * The fields in their order.
     *
     * @param contentType the request's, boundary included
     * @param body octets
     * @throws BadForm when it is not well-formed or has too many parts
     */
    static List<RawField> parse(String contentType, String body) {
        if (contentType.length() > LONGEST_HEADERS) {
            throw broken();
        }
        String boundary = Optional.ofNullable(parameters(contentType).get("boundary"))
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST_BOUNDARY)
                .orElseThrow(() -> new BadForm("The multipart form has no valid boundary"));
        MultipartForm form = new MultipartForm(DASHES + boundary, body);
        form.readParts();
        return List.copyOf(form.fields);
    }

    private void readParts() {
        int at = firstDelimiter() + delimiter.length();
        while (!body.startsWith(DASHES, at)) {
            int headers = afterLineEnd(at);
            int end = body.indexOf(LINE_END + delimiter, headers - LINE_END.length());
            if (end < 0) {
                throw broken();
            }
            readPart(headers, end);
            at = end + LINE_END.length() + delimiter.length();
        }
    }

    private int firstDelimiter() {
        if (body.startsWith(delimiter)) {
            return 0;
        }
        int preamble = body.indexOf(LINE_END + delimiter);
        if (preamble < 0) {
            throw broken();
        }
        return preamble + LINE_END.length();
    }

    /** Where the line ends that the delimiter stands on; white space may follow the delimiter. */
    private int afterLineEnd(int at) {
        int end = body.indexOf(LINE_END, at);
        if (end < 0 || !body.substring(at, end).isBlank()) {
            throw broken();
        }
        return end + LINE_END.length();
    }

    private void readPart(int start, int end) {
        parts++;
        if (parts > FormBody.MOST_FIELDS) {
            throw FormBody.tooManyFields();
        }
        int headersEnd = body.indexOf(HEADERS_END, start);
        if (headersEnd < 0 || headersEnd >= end || headersEnd - start > LONGEST_HEADERS) {
            throw broken();
        }
        Map<String, String> disposition = disposition(body.substring(start, headersEnd));
        if (!disposition.containsKey("filename") && !disposition.containsKey("filename*")) {
            String name = Optional.ofNullable(disposition.get("name")).orElseThrow(MultipartForm::broken);
            fields.add(new RawField(name, body.substring(headersEnd + HEADERS_END.length(), end)));
        }
    }

    private static Map<String, String> disposition(String headers) {
        for (String header : headers.split(LINE_END, -1)) {
            int colon = header.indexOf(':');
            if (colon > 0 && header.substring(0, colon).strip().equalsIgnoreCase(DISPOSITION)) {
                return parameters(header);
            }
        }
        throw broken();
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            String value = matcher.group(2) == null
                    ? matcher.group(3)
                    : ESCAPED.matcher(matcher.group(2)).replaceAll("$1");
            parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }

    private static BadForm broken() {
        return new BadForm("The multipart form is broken");
    }
}

package org.spotcloud.adapter.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The form in the body of a request, read here and nowhere else: what the servlet container takes for parameters mixes
 * in the query.
 *
 * @param multipart whether it came as {@code multipart/form-data}
 */
record FormBody(List<RawField> fields, boolean multipart) {
    /** How many fields a form may have, parts with files included. */
    static final int MOST_FIELDS = 64;
    /** How many bytes a body may have. */
    static final int LARGEST = 64 * 1024;

    /** A tenth of the threads that a server has by default. */
    private static final int MOST_SLOW = 20;

    private static final BodyReading BODIES =
            new BodyReading(LARGEST, MOST_SLOW, Duration.ofMillis(500), Duration.ofSeconds(15), System::nanoTime);

    private static final String MULTIPART = "multipart/form-data";

    FormBody {
        fields = List.copyOf(fields);
    }

    /**
     * Reads the body to its end, or one byte past the limit.
     *
     * @throws BadForm when it cannot be read, is too large, is broken or has too many fields
     */
    static FormBody read(HttpServletRequest request) {
        String contentType = request.getContentType() == null ? "" : request.getContentType();
        boolean multipart = contentType.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART);
        String body = octets(request);
        List<RawField> fields = multipart ? MultipartForm.parse(contentType, body) : UrlEncodedForm.parse(body);
        if (fields.size() > MOST_FIELDS) {
            throw tooManyFields();
        }
        return new FormBody(fields, multipart);
    }

    static BadForm tooManyFields() {
        return new BadForm("The form has more than " + MOST_FIELDS + " fields");
    }

    private static String octets(HttpServletRequest request) {
        if (request.getContentLengthLong() > LARGEST) {
            throw tooLarge();
        }
        byte[] body;
        try {
            body = BODIES.read(request.getInputStream(), request.getContentLengthLong());
        } catch (IOException | IllegalStateException e) {
            // a state is illegal to the server when chunks end in more headers than it takes
            throw new BadForm("The body could not be read");
        }
        if (body.length > LARGEST) {
            throw tooLarge();
        }
        return new String(body, ISO_8859_1);
    }

    private static BadForm tooLarge() {
        return new BadForm("The body is larger than " + LARGEST + " bytes");
    }
}

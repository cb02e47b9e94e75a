package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHeaders;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Refusals;

/**
 * Asks the marketplace's server for packages. One call is one request with its redirects (at most
 * {@value #MAX_REDIRECTS}, to http and https only, never back from https to http); nothing is tried twice here.
 */
final class PackageServer {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final PackageId NO_PACKAGE = new PackageId(new UUID(0, 0));
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int NO_SUCH_RANGE = 416;

    private final CloseableHttpClient client;
    private final String urlTemplate;
    private final Consumer<String> answered;

    /**
     * @param urlTemplate the URL of a package; {@code %s} stands for its UUID
     * @param stallTimeout how long a server may bring nothing; who asks says so again, this is for sockets that
     *     nobody asks any more
     * @param answered is told the host whenever it has brought something
     * @throws IllegalArgumentException when the template makes no http or https URL
     */
    PackageServer(String urlTemplate, Duration stallTimeout, Consumer<String> answered) {
        this.urlTemplate = urlTemplate;
        this.answered = answered;
        if (!isHttp(url(NO_PACKAGE))) {
            throw new IllegalArgumentException(
                    "spotcloud.packages.url-template is not the URL of an http or https server");
        }
        this.client = PackageClient.create(stallTimeout);
    }

    /** The host that is asked for all packages, wherever it sends us: the endpoint of their faults. */
    String host() {
        return url(NO_PACKAGE).getHost();
    }

    /** The host, or one that it sent us to, has brought bytes. */
    void answered() {
        answered.accept(host());
    }

    /** Where a package is asked for; redirects may lead elsewhere. */
    URI url(PackageId id) {
        return URI.create(urlTemplate.replace("%s", id.toString()));
    }

    /**
     * Asks for the bytes from a position on, provided that the package is still the one of the validator.
     *
     * @param from position of the first byte wanted; from 0 the whole is asked for
     * @param validator needed for a position other than 0
     * @param longest how long the server may bring nothing
     * @throws Fault what the server's answer means, where it is no package
     * @throws WebPageAnswered when it is a web page
     * @throws PackageConnection.Silence when nothing comes
     * @throws IOException when there is no connection, or it breaks
     */
    Answer get(PackageId id, long from, Optional<Validator> validator, Duration longest)
            throws IOException, InterruptedException {
        URI url = url(id);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            PackageConnection connection = PackageConnection.open(client, request(url, from, validator));
            boolean taken = false;
            try {
                PackageConnection.Head head = connection.head(longest);
                if (!REDIRECTS.contains(head.status())) {
                    Answer answer = answer(id, connection, head, from, longest);
                    taken = true;
                    return answer;
                }
                url = redirected(id, head, url);
            } finally {
                if (!taken) {
                    connection.close();
                }
            }
        }
        throw Fault.operator(
                "Package %s: its address was redirected more than %d times.".formatted(id, MAX_REDIRECTS), null);
    }

    private static HttpGet request(URI url, long from, Optional<Validator> validator) {
        HttpGet request = new HttpGet(url);
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        request.setHeader(HttpHeaders.CONNECTION, "close");
        if (from > 0) {
            request.setHeader(HttpHeaders.RANGE, "bytes=" + from + "-");
            request.setHeader(HttpHeaders.IF_RANGE, validator.orElseThrow().text());
        }
        return request;
    }

    private static URI redirected(PackageId id, PackageConnection.Head head, URI from) {
        Optional<URI> target = head.header("Location").flatMap(text -> resolve(from, text));
        return target.filter(url -> isAllowed(from, url))
                .orElseThrow(() -> Fault.operator(
                        "Package %s: its address is redirected to something other than http or https.".formatted(id),
                        null));
    }

    private static Optional<URI> resolve(URI from, String location) {
        try {
            return Optional.of(from.resolve(location.trim()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(URI from, URI to) {
        return isHttp(to) && ("https".equalsIgnoreCase(to.getScheme()) || !"https".equalsIgnoreCase(from.getScheme()));
    }

    private static boolean isHttp(URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return http && url.getHost() != null;
    }

    private static Answer answer(
            PackageId id, PackageConnection connection, PackageConnection.Head head, long from, Duration longest)
            throws IOException, InterruptedException {
        Optional<Validator> validator = Validator.of(head);
        switch (head.status()) {
            case OK -> {
                if (isWebPage(head, connection, longest)) {
                    throw new WebPageAnswered();
                }
                return new Answer(Answer.Kind.WHOLE, 0, head.length(), validator, connection);
            }
            case PARTIAL_CONTENT -> {
                ContentRange range = head.header("Content-Range")
                        .flatMap(ContentRange::parse)
                        .filter(stated -> from > 0)
                        .orElseThrow(() -> Fault.tryAgain(
                                "Package %s: the marketplace sent a part of it without saying which.".formatted(id),
                                null));
                return new Answer(Answer.Kind.PART, range.first(), range.total(), validator, connection);
            }
            case NO_SUCH_RANGE -> {
                return new Answer(Answer.Kind.NO_SUCH_PART, 0, Answer.UNKNOWN, validator, connection);
            }
            default -> throw unexpected(id, head.status());
        }
    }

    private static Fault unexpected(PackageId id, int status) {
        return switch (status) {
            case 404, 410 ->
                Fault.refused(
                        Refusals.BAD_PACKAGE,
                        "Package %s: the marketplace has no such package (HTTP %d).".formatted(id, status));
            case 401, 403 ->
                Fault.operator(
                        "Package %s: the marketplace does not let this service download it (HTTP %d)."
                                .formatted(id, status),
                        null);
            case 408, 425, 429 -> later(id, status);
            default ->
                status >= 500
                        ? later(id, status)
                        : Fault.operator(
                                "Package %s: the marketplace answered HTTP %d instead of the package."
                                        .formatted(id, status),
                                null);
        };
    }

    private static Fault later(PackageId id, int status) {
        return Fault.tryAgain(
                "Package %s: the marketplace answered HTTP %d instead of the package.".formatted(id, status), null);
    }

    /** Says HTML and looks like it; servers do call packages HTML, and no member of a tar begins with {@code <}. */
    private static boolean isWebPage(PackageConnection.Head head, PackageConnection connection, Duration longest)
            throws IOException, InterruptedException {
        String type = head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.contains("html") && beginsLikeAPage(connection.peek(longest));
    }

    private static boolean beginsLikeAPage(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte letter = bytes.get();
            if (letter > ' ') { // white space and byte order marks apart
                return letter == '<';
            }
        }
        return true;
    }
}

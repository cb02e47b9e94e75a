package org.spotcloud.sandbox.ec2;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.spotcloud.sandbox.faults.Call;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Faults;
import org.spotcloud.sandbox.faults.OpenCall;
import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.http.Exchanges;
import org.spotcloud.sandbox.http.LoopbackServer;
import org.spotcloud.sandbox.http.Query;
import org.spotcloud.sandbox.http.SignatureHeader;
import org.spotcloud.sandbox.http.SignatureV4;

/** EC2's query API over HTTP, at {@code /} and {@code /services/Cloud}: signatures, forms and answers. */
public final class Ec2Front implements AutoCloseable {
    private static final Set<String> PATHS = Set.of("", "/", "/services/Cloud", "/services/Cloud/");
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(15);
    private static final DateTimeFormatter SIGNED_AT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int NOT_FOUND = 404;

    private final Ec2Service service;
    private final Faults faults;
    private final Clock clock;
    private final String accessKey;
    private final String secretKey;
    private final LoopbackServer server;

    public Ec2Front(Ec2Service service, Faults faults, Clock clock, String accessKey, String secretKey, int port)
            throws IOException {
        this.service = service;
        this.faults = faults;
        this.clock = clock;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        server = new LoopbackServer("ec2", port, this::handle);
    }

    public URI address() {
        return server.address();
    }

    private void handle(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        byte[] body = Exchanges.body(exchange);
        Map<String, String> headers = Exchanges.headers(exchange);
        Map<String, String> form = new HashMap<>();
        Query.parse(uri.getRawQuery()).forEach(pair -> form.put(pair.getKey(), pair.getValue()));
        if (headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded")) {
            Query.parse(new String(body, StandardCharsets.UTF_8))
                    .forEach(pair -> form.put(pair.getKey(), pair.getValue()));
        }
        String action = form.getOrDefault("Action", "");
        OpenCall open =
                faults.arrived(Call.EC2, action, exchange.getRequestMethod(), uri.toString(), null, form, headers);
        SignatureV4.Request request = new SignatureV4.Request(
                exchange.getRequestMethod(), uri.getRawPath(), uri.getRawQuery(), headers, body);
        Answer answer = faults.through(open, () -> answer(request, action, form), Ec2Front::error);
        open.answered(answer.status());
        Exchanges.send(exchange, answer);
    }

    private Answer answer(SignatureV4.Request request, String action, Map<String, String> form) throws IOException {
        if (!PATHS.contains(request.path())) {
            return Answer.of(NOT_FOUND, Answer.HTML, "<html><title>404 Not Found</title></html>");
        }
        try {
            authenticate(request);
        } catch (Ec2Error e) {
            return e.answer();
        }
        return service.handle(action, new Parameters(form));
    }

    private void authenticate(SignatureV4.Request request) throws Ec2Error {
        SignatureHeader header = SignatureHeader.parse(request.headers().get("authorization"))
                .orElseThrow(() -> Ec2Error.unauthorized("Signature not provided"));
        if (!header.accessKey().equals(accessKey)) {
            throw Ec2Error.unknownAccessKey();
        }
        if (!header.signedHeaders().contains("host")
                || !isFresh(request.headers().get("x-amz-date"))) {
            throw Ec2Error.unauthorized("Signature is not for this host and time");
        }
        if (!SignatureV4.verify(request, header, secretKey)) {
            throw Ec2Error.unauthorized("Signature does not match");
        }
    }

    private boolean isFresh(String signedAt) {
        try {
            Instant then = Instant.from(SIGNED_AT.parse(signedAt == null ? "" : signedAt));
            return Duration.between(then, clock.instant()).abs().compareTo(LARGEST_SKEW) <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Answer error(Fault fault) {
        if (fault.body() != null) {
            String type = fault.contentType() == null ? Answer.XML : fault.contentType();
            return Answer.of(fault.status(), type, fault.body());
        }
        String code = fault.code() == null ? "InternalError" : fault.code();
        return Ec2Error.answer(fault.status(), code, fault.message() == null ? "Ordered" : fault.message());
    }

    @Override
    public void close() {
        server.close();
    }
}

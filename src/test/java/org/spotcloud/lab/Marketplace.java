package org.spotcloud.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Calls the SpotCloud endpoint with signed requests. */
public final class Marketplace {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI base;
    private final Signed signed;

    public Marketplace(URI service, Signed signed) {
        this.base = service.resolve("/rest/hosting/");
        this.signed = signed;
    }

    /** Whether the endpoint answers at all. */
    public boolean isUp() throws InterruptedException {
        try {
            return get("network/list").isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** The answer to a signed GET; empty when it is a 404. */
    public Optional<JsonNode> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path + "?" + signed.query()))
                .GET());
    }

    /** The answer to a signed PUT. */
    public JsonNode put(String path, Map<String, String> fields) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(BodyPublishers.ofString(signed.form(fields))))
                .orElseThrow(() -> new IOException("PUT " + path + " is answered with 404"));
    }

    /** The answer to a signed POST; empty when it is a 404. */
    public Optional<JsonNode> post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(signed.form(fields))));
    }

    /** The answer to {@code action} on a machine; empty when there is none of that id. */
    public Optional<JsonNode> act(String machine, String action) throws IOException, InterruptedException {
        return post("vm/" + machine, Map.of("action", action));
    }

    /** The state of a machine, {@code gone} when there is none of that id. */
    public String state(String machine) throws IOException, InterruptedException {
        return get("vm/" + machine)
                .map(answer -> answer.path("vm").path("state").asText())
                .orElse("gone");
    }

    /** The answer to a signed DELETE; empty when it is a 404. */
    public Optional<JsonNode> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path + "?" + signed.query()))
                .DELETE());
    }

    /** Any x86_64 hardware template; missing while none is offered. */
    public JsonNode hardware() throws IOException, InterruptedException {
        for (JsonNode template : get("htemplate/list").orElseThrow().path("templates")) {
            if (template.path("arch").asText().equals("x86_64")) {
                return template.path("uuid");
            }
        }
        return MissingNode.getInstance();
    }

    /** Orders a machine. */
    public JsonNode order(String name, String packageUuid) throws IOException, InterruptedException {
        return put(
                "vm",
                Map.of(
                        "name",
                        name,
                        "package",
                        packageUuid,
                        "hardware",
                        hardware().asText()));
    }

    private Optional<JsonNode> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(json.readTree(answer.body()));
            case 404 -> Optional.empty();
            default -> throw new IOException("the service answered with HTTP " + answer.statusCode());
        };
    }
}

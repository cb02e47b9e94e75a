package org.spotcloud.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.spotcloud.lab.ServiceProcess;

/** Looks after incidents as an operator does: reads the cause and retries. */
final class Operator {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int RETRIES = 3;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Supplier<URI> service;
    private final String authorization;

    Operator(Supplier<URI> service, String password) {
        this.service = service;
        authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((ServiceProcess.ADMIN_USER + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Retries all incidents; their causes. */
    List<String> retryIncidents() throws IOException, InterruptedException {
        List<String> causes = new ArrayList<>();
        for (String kind : List.of("external-task", "job")) {
            for (JsonNode stuck : get(kind + "?noRetriesLeft=true")) {
                causes.add(stuck.path("activityId")
                                .asText(stuck.path("processDefinitionKey").asText()) + ": "
                        + stuck.path(kind.equals("job") ? "exceptionMessage" : "errorMessage")
                                .asText());
                send("PUT", kind + "/" + stuck.path("id").asText() + "/retries", Map.of("retries", RETRIES));
            }
        }
        return causes;
    }

    /** How many process instances run. */
    int running() throws IOException, InterruptedException {
        return get("process-instance/count").path("count").asInt();
    }

    /** What still runs, and where it stands. */
    List<String> standing() throws IOException, InterruptedException {
        List<String> standing = new ArrayList<>();
        for (JsonNode activity : get("history/activity-instance?unfinished=true")) {
            standing.add(activity.path("processDefinitionKey").asText() + " "
                    + activity.path("processInstanceId").asText() + " in "
                    + activity.path("activityId").asText() + " since "
                    + activity.path("startTime").asText());
        }
        return standing;
    }

    /** Starts an import of an older generation of a package. */
    void startOldImport(String packageUuid) throws IOException, InterruptedException {
        send(
                "POST",
                "process-definition/key/image-import/start",
                Map.of(
                        "businessKey",
                        packageUuid + "/x86_64",
                        "variables",
                        Map.of(
                                "imageKey", Map.of("value", packageUuid + "/x86_64", "type", "String"),
                                "generation", Map.of("value", 0, "type", "Integer"),
                                "hasRamdisk", Map.of("value", false, "type", "Boolean"))));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(exchange(request(path).GET()));
    }

    private void send(String method, String path, Object body) throws IOException, InterruptedException {
        exchange(request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.get().resolve("/engine-rest/" + path))
                .timeout(TIMEOUT)
                .header("Authorization", authorization);
    }

    private String exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != OK && answer.statusCode() != NO_CONTENT) {
            throw new IOException("the engine answered with HTTP " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}

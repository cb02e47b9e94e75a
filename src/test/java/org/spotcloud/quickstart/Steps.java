package org.spotcloud.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** Shows the service tasks of all processes as they pass, as the engine's history tells. */
final class Steps {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final DateTimeFormatter ENGINE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    private static final Set<String> SHOWN = Set.of("serviceTask", "receiveTask");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Set<String> told = new HashSet<>();
    private final URI engine;
    private final String authorization;
    private final PrintStream out;

    Steps(URI service, String user, String password, PrintStream out) {
        engine = service.resolve("/engine-rest/");
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.out = out;
    }

    /** Shows what has ended since the last call. */
    void show() throws IOException, InterruptedException {
        for (JsonNode activity : ended()) {
            if (SHOWN.contains(activity.path("activityType").asText())
                    && told.add(activity.path("id").asText())) {
                out.printf(
                        "  %-20s %-28s %8s%n",
                        process(activity), activity.path("activityName").asText(), time(activity));
            }
        }
    }

    private JsonNode ended() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        engine.resolve("history/activity-instance?finished=true&sortBy=endTime&sortOrder=asc"))
                .header("Authorization", authorization)
                .timeout(TIMEOUT)
                .build();
        return json.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private static String process(JsonNode activity) {
        return activity.path("processDefinitionKey").asText();
    }

    private static String time(JsonNode activity) {
        OffsetDateTime start = OffsetDateTime.parse(activity.path("startTime").asText(), ENGINE_TIME);
        OffsetDateTime end = OffsetDateTime.parse(activity.path("endTime").asText(), ENGINE_TIME);
        return "%.1f s".formatted(Duration.between(start, end).toMillis() / 1000.0);
    }
}

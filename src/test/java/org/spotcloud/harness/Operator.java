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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.spotcloud.lab.ServiceProcess;

/** Looks after incidents as an operator does: reads the cause and retries. */
final class Operator {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int RETRIES = 3;
    private static final String ARCHITECTURE = "/x86_64";
    private static final String LONG_AGO = "2011-11-11T11:11:11.000+0000";
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Supplier<URI> service;
    private final String authorization;
    private final StartPage page;

    Operator(Supplier<URI> service, String password) {
        this.service = service;
        page = new StartPage(service, ServiceProcess.ADMIN_USER, password);
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

    /** The ids of the nodes that have locked a step of that task. */
    Set<String> holders(String task) throws IOException, InterruptedException {
        Set<String> nodes = new HashSet<>();
        for (JsonNode locked : get("external-task?locked=true&activityId=" + task)) {
            nodes.add(locked.path("workerId").asText().split("/")[0]);
        }
        return nodes;
    }

    /** How many process instances run. */
    int running() throws IOException, InterruptedException {
        return get("process-instance/count").path("count").asInt();
    }

    /** Whether processes of that definition run. */
    boolean runs(String process) throws IOException, InterruptedException {
        return get("process-instance/count?processDefinitionKey=" + process)
                        .path("count")
                        .asInt()
                > 0;
    }

    /** The import of a package that runs. */
    Optional<String> importOf(String packageUuid) throws IOException, InterruptedException {
        JsonNode found = get("process-instance?processDefinitionKey=image-import&businessKey=" + packageUuid
                + ARCHITECTURE.replace("/", "%2F"));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(0).path("id").asText());
    }

    /** The launch of a machine that is being launched. */
    Optional<String> launchOf(String machine) throws IOException, InterruptedException {
        JsonNode found = get("process-instance?processDefinitionKey=instance-launch&businessKey=" + machine);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(get("process-instance/" + found.get(0).path("id").asText() + "/variables/launchId")
                        .path("value")
                        .asText());
    }

    /** Lets the deadline of the latest order pass at once. */
    void passDeadline() throws IOException, InterruptedException {
        for (JsonNode timer :
                get("job?processDefinitionKey=instance-launch&activityId=StartEvent_OrderDeadline&timers=true"
                        + "&sortBy=jobDueDate&sortOrder=desc&maxResults=1")) {
            send("PUT", "job/" + timer.path("id").asText() + "/duedate", Map.of("duedate", LONG_AGO));
        }
    }

    StartPage page() {
        return page;
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
                        packageUuid + ARCHITECTURE,
                        "variables",
                        Map.of(
                                "imageKey", Map.of("value", packageUuid + ARCHITECTURE, "type", "String"),
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

package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.ServiceProcess;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;

/** A step in which the process dies each time stands as an incident after the third, and the operator's retry goes on. */
@Timeout(240)
@Tag("long")
class DeadlyStepIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DEATHS = 3;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void standsAfterThreeDeathsAndGoesOnWhenTheOperatorSaysSo(@TempDir Path dir) throws Exception {
        try (Lab lab = Lab.start(dir)) {
            lab.startService();
            String machine = UUID.randomUUID().toString();
            String transaction = lab.marketplace()
                    .order(machine, lab.shelve(Lab.SAMPLE))
                    .path("txid")
                    .asText();
            for (int death = 1; death <= DEATHS; death++) {
                String held = lab.sandbox()
                        .order(Trigger.ec2("RegisterImage").with("Name", ".*-kernel"), Fault.hold(When.BEFORE));
                lab.sandbox().awaitHeld(held, PATIENCE);
                lab.killService();
                lab.sandbox().releaseAll(Outcome.DROP);
                lab.sandbox().withdrawAll();
                lab.startService();
            }

            lab.await("an incident stands", () -> get(lab, "incident").size() > 0);
            JsonNode incident = get(lab, "incident").get(0);
            assertThat(incident.path("activityId").asText()).isEqualTo("Task_PublishKernel");
            assertThat(incident.path("incidentMessage").asText())
                    .isEqualTo("the process died in this step three times");

            send(
                    lab,
                    "external-task/" + incident.path("configuration").asText() + "/retries",
                    HttpRequest.newBuilder().PUT(BodyPublishers.ofString("{\"retries\": 1}")));
            JsonNode end = lab.awaitEnd(transaction);
            assertThat(end.path("is_error").asBoolean()).as(end.toString()).isFalse();
            assertThat(get(lab, "incident")).isEmpty();
            assertThat(lab.instances()).hasSize(1);
            assertThat(lab.images("kernel")).hasSize(1);
        }
    }

    private JsonNode get(Lab lab, String path) {
        try {
            return json.readTree(send(lab, path, HttpRequest.newBuilder().GET()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String send(Lab lab, String path, HttpRequest.Builder request) throws IOException, InterruptedException {
        String credentials = ServiceProcess.ADMIN_USER + ":s3cret";
        URI url = lab.service().url().resolve("/engine-rest/" + path);
        HttpResponse<String> answer = http.send(
                request.uri(url)
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }
}

package org.spotcloud.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.spotcloud.sandbox.control.ControlApi;
import org.spotcloud.sandbox.ec2.Addresses.Allocation;
import org.spotcloud.sandbox.ec2.ImageTruth;
import org.spotcloud.sandbox.ec2.InstanceTruth;
import org.spotcloud.sandbox.ec2.Settings;
import org.spotcloud.sandbox.faults.CallEntry;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.OrderedFault;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import org.spotcloud.sandbox.http.Json;
import org.spotcloud.sandbox.s3.ObjectStore.StoredObject;

/** Speaks the control API of a sandbox, in this JVM or in another. */
public final class SandboxClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;
    private static final int OK = 200;

    private final URI control;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** A client of the API at {@code http://127.0.0.1:port/control}. */
    public SandboxClient(URI control) {
        this.control = control;
    }

    /** What a port file says. */
    public static Addresses read(Path portFile) throws IOException {
        return Json.MAPPER.readValue(portFile.toFile(), Addresses.class);
    }

    /** Orders a fault; its id. */
    public String order(Trigger on, Fault fault) {
        return post("/faults", new ControlApi.FaultOrder(on, fault)).get("id").asText();
    }

    /** The ordered faults, with how often they were due and struck. */
    public List<OrderedFault> faults() {
        return list("/faults", OrderedFault.class);
    }

    public void withdraw(String faultId) {
        send("DELETE", "/faults/" + faultId, null);
    }

    public void withdrawAll() {
        send("DELETE", "/faults", null);
    }

    public List<HeldCall> held() {
        return list("/held", HeldCall.class);
    }

    /** Waits until a fault holds a call. */
    public HeldCall awaitHeld(String faultId, Duration timeout) {
        return await("fault " + faultId + " holds a call", timeout, () -> held().stream()
                .filter(held -> faultId.equals(held.fault()))
                .findFirst());
    }

    /** Lets a held call go on, or closes its connection. */
    public void release(HeldCall held, Outcome outcome) {
        post("/release", new ControlApi.Release(held.id(), null, outcome));
    }

    /** Releases all held calls; how many. */
    public int releaseAll(Outcome outcome) {
        return post("/release", new ControlApi.Release(null, null, outcome))
                .get("released")
                .asInt();
    }

    /** All calls so far, oldest first. */
    public List<CallEntry> calls() {
        return list("/calls", CallEntry.class);
    }

    /** The EC2 calls of an action so far. */
    public List<CallEntry> calls(String action) {
        return list("/calls?service=ec2&action=" + action, CallEntry.class);
    }

    /** The calls with a number above this one. */
    public List<CallEntry> callsAbove(long number) {
        return list("/calls?above=" + number, CallEntry.class);
    }

    public void forgetCalls() {
        send("DELETE", "/calls", null);
    }

    /** Every image that was ever registered. */
    public List<ImageTruth> images() {
        return list("/images", ImageTruth.class);
    }

    /** Every instance that ever was. */
    public List<InstanceTruth> instances() {
        return list("/instances", InstanceTruth.class);
    }

    /** How many instances were ever made for each client token. */
    public Map<String, Integer> createdByToken() {
        return Json.MAPPER.convertValue(send("GET", "/tokens", null), new TypeReference<Map<String, Integer>>() {});
    }

    public List<Allocation> addresses() {
        return list("/addresses", Allocation.class);
    }

    /** The objects of a bucket. */
    public List<StoredObject> objects(String bucket) {
        return list("/objects?bucket=" + bucket, StoredObject.class);
    }

    /** Puts an instance into a state: EC2's names, {@code error}, {@code vanish}. */
    public void instanceState(String id, String state) {
        post("/instances/" + id + "/state", Map.of("state", state));
    }

    /** Puts an image into a state: {@code pending}, {@code available}, {@code failed}, {@code gone}. */
    public void imageState(String id, String state) {
        post("/images/" + id + "/state", Map.of("state", state));
    }

    public Settings settings() {
        return convert(send("GET", "/settings", null), Settings.class);
    }

    /** Changes one setting, by the name of its component in {@link Settings}. */
    public Settings set(String name, Object value) {
        return convert(post("/settings", Map.of(name, value)), Settings.class);
    }

    /** Serves a file under a package's id from now on. */
    public void putPackage(String id, Path file) {
        post(
                "/packages/" + URLEncoder.encode(id, StandardCharsets.UTF_8),
                Map.of("file", file.toAbsolutePath().toString()));
    }

    public void removePackage(String id) {
        send("DELETE", "/packages/" + URLEncoder.encode(id, StandardCharsets.UTF_8), null);
    }

    /** Withdraws all faults, drops all held calls, puts the settings back; the cloud's state stays. */
    public void reset() {
        post("/reset", Map.of());
    }

    /** Waits until an image has left pending. */
    public ImageTruth awaitImage(String id, Duration timeout) {
        Predicate<ImageTruth> settled =
                image -> image.id().equals(id) && !image.state().equals("pending");
        return await("image " + id + " is settled", timeout, () -> images().stream()
                .filter(settled)
                .findFirst());
    }

    private static <T> T await(String what, Duration timeout, Supplier<Optional<T>> attempt) {
        Instant deadline = Instant.now().plus(timeout);
        while (Instant.now().isBefore(deadline)) {
            Optional<T> found = attempt.get();
            if (found.isPresent()) {
                return found.get();
            }
            sleep();
        }
        throw new IllegalStateException("Not within " + timeout + ": " + what);
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private <T> List<T> list(String path, Class<T> type) {
        JavaType list = Json.MAPPER.getTypeFactory().constructCollectionType(List.class, type);
        return Json.MAPPER.convertValue(send("GET", path, null), list);
    }

    private static <T> T convert(JsonNode node, Class<T> type) {
        return Json.MAPPER.convertValue(node, type);
    }

    private JsonNode post(String path, Object body) {
        try {
            return send("POST", path, Json.MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(control + path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IllegalStateException(
                        method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

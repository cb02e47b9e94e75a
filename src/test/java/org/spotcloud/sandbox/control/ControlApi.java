package org.spotcloud.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.spotcloud.sandbox.ec2.Ec2Service;
import org.spotcloud.sandbox.ec2.InstanceState;
import org.spotcloud.sandbox.ec2.Settings;
import org.spotcloud.sandbox.faults.CallEntry;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Faults;
import org.spotcloud.sandbox.faults.HeldCall;
import org.spotcloud.sandbox.faults.Outcome;
import org.spotcloud.sandbox.faults.Trigger;
import org.spotcloud.sandbox.http.Json;
import org.spotcloud.sandbox.packages.PackageShelf;
import org.spotcloud.sandbox.s3.ObjectStore;

/** What the control API does, by method and path below {@code /control}. */
public final class ControlApi {
    private final Faults faults;
    private final Ec2Service ec2;
    private final ObjectStore store;
    private final PackageShelf shelf;
    private final Settings initial;
    private final List<Route> routes = new ArrayList<>();

    /** What a fault order holds. */
    public record FaultOrder(Trigger on, Fault fault) {}

    /** Which held calls to release, and how; null matches all. */
    public record Release(String id, String fault, Outcome outcome) {}

    /** A request of the control API, taken apart. */
    record Request(String id, Map<String, String> query, JsonNode body) {
        <T> T as(Class<T> type) throws IOException {
            return Json.MAPPER.treeToValue(body, type);
        }

        String text(String field) {
            if (!body.hasNonNull(field)) {
                throw new IllegalArgumentException("The body must have the field " + field);
            }
            return body.get(field).asText();
        }
    }

    /** An operation on a path; {@code *} in the path stands for an id. */
    record Route(String method, String path, Operation operation) {}

    /** Answers with an object to be written as JSON. */
    interface Operation {
        Object run(Request request) throws IOException;
    }

    public ControlApi(Faults faults, Ec2Service ec2, ObjectStore store, PackageShelf shelf, Object addresses) {
        this.faults = faults;
        this.ec2 = ec2;
        this.store = store;
        this.shelf = shelf;
        initial = ec2.settings();
        on("GET", "", request -> addresses);
        on("POST", "/reset", request -> reset());
        faultRoutes();
        truthRoutes();
        on("GET", "/settings", request -> ec2.settings());
        on("POST", "/settings", this::changeSettings);
        on("GET", "/packages", request -> shelf.named());
        on("POST", "/packages/*", this::putPackage);
        on("DELETE", "/packages/*", this::removePackage);
    }

    private void faultRoutes() {
        on("GET", "/faults", request -> faults.ordered());
        on("POST", "/faults", this::order);
        on("DELETE", "/faults", request -> {
            faults.withdrawAll();
            return Map.of();
        });
        on("DELETE", "/faults/*", request -> Map.of("withdrawn", faults.withdraw(request.id())));
        on("GET", "/held", request -> faults.holds().held());
        on("POST", "/release", this::release);
        on("GET", "/calls", this::calls);
        on("DELETE", "/calls", request -> {
            faults.forgetCalls();
            return Map.of();
        });
    }

    private void truthRoutes() {
        on("GET", "/images", request -> ec2.images().truth());
        on("GET", "/instances", request -> ec2.instances().truth());
        on("GET", "/tokens", request -> ec2.instances().createdByToken());
        on("GET", "/addresses", request -> ec2.addresses().truth());
        on("GET", "/objects", request -> {
            String bucket = request.query().get("bucket");
            List<String> buckets = bucket == null ? store.buckets() : List.of(bucket);
            return buckets.stream().flatMap(name -> store.list(name).stream()).toList();
        });
        on("POST", "/instances/*/state", request -> {
            ec2.instances().force(request.id(), InstanceState.named(request.text("state")));
            return Map.of();
        });
        on("POST", "/images/*/state", request -> {
            ec2.images().force(request.id(), request.text("state"));
            return Map.of();
        });
    }

    private void on(String method, String path, Operation operation) {
        routes.add(new Route(method, "/control" + path, operation));
    }

    List<Route> routes() {
        return routes;
    }

    private Object order(Request request) throws IOException {
        FaultOrder order = request.as(FaultOrder.class);
        if (order.on() == null || order.fault() == null) {
            throw new IllegalArgumentException("The body must have the fields on and fault");
        }
        return Map.of("id", faults.order(order.on(), order.fault()));
    }

    private Object release(Request request) throws IOException {
        Release release = request.as(Release.class);
        Predicate<HeldCall> which =
                held -> (release.id() == null || release.id().equals(held.id()))
                        && (release.fault() == null || release.fault().equals(held.fault()));
        Outcome outcome = release.outcome() == null ? Outcome.ANSWER : release.outcome();
        return Map.of("released", faults.holds().release(which, outcome));
    }

    private List<CallEntry> calls(Request request) {
        String service = request.query().get("service");
        String action = request.query().get("action");
        long above = Long.parseLong(request.query().getOrDefault("above", "0"));
        return faults.calls(above).stream()
                .filter(entry -> service == null || service.equals(entry.call().service()))
                .filter(entry -> action == null || action.equals(entry.call().action()))
                .toList();
    }

    private Object changeSettings(Request request) throws IOException {
        ObjectNode merged = Json.MAPPER.valueToTree(ec2.settings());
        merged.setAll((ObjectNode) request.body());
        ec2.settings(Json.MAPPER.treeToValue(merged, Settings.class));
        return ec2.settings();
    }

    private Object putPackage(Request request) {
        shelf.put(request.id(), Path.of(request.text("file")));
        return Map.of();
    }

    private Object removePackage(Request request) {
        shelf.remove(request.id());
        return Map.of();
    }

    /** No fault, nothing held, settings as at the start; images, instances and objects stay. */
    private Object reset() {
        faults.withdrawAll();
        faults.holds().release(held -> true, Outcome.DROP);
        ec2.settings(initial);
        return Map.of();
    }
}

package org.spotcloud.sandbox.ec2;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parameters of a call, in the flattened form of the query API ({@code Filter.1.Value.2}). */
final class Parameters {
    private static final Set<String> OF_THE_PROTOCOL = Set.of(
            "Action",
            "Version",
            "AWSAccessKeyId",
            "Signature",
            "SignatureMethod",
            "SignatureVersion",
            "Timestamp",
            "Expires");

    private final Map<String, String> values;

    Parameters(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    Map<String, String> all() {
        return values;
    }

    /** All but the protocol's own and the named ones: what two calls are compared by. */
    Map<String, String> without(String... names) {
        Map<String, String> rest = new TreeMap<>(values);
        rest.keySet().removeAll(OF_THE_PROTOCOL);
        rest.keySet().removeAll(Set.of(names));
        return rest;
    }

    /** The names up to their first dot, the protocol's own apart. */
    Set<String> roots() {
        Set<String> roots = new TreeSet<>();
        values.keySet().forEach(name -> roots.add(name.split("\\.", 2)[0]));
        roots.removeAll(OF_THE_PROTOCOL);
        return roots;
    }

    String get(String name) {
        return values.get(name);
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    boolean has(String root) {
        return roots().contains(root);
    }

    String required(String name) throws Ec2Error {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw Ec2Error.badRequest("MissingParameter", "The request must contain the parameter " + name);
        }
        return value;
    }

    int number(String name, int otherwise) throws Ec2Error {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,9}")) {
            throw Ec2Error.invalidValue(name, value, "Expected a number.");
        }
        return Integer.parseInt(value);
    }

    /** {@code name.1}, {@code name.2} and so on; {@code name} alone counts as one. */
    List<String> list(String name) {
        List<String> list = new ArrayList<>();
        if (values.containsKey(name)) {
            list.add(values.get(name));
        }
        for (int i = 1; values.containsKey(name + "." + i); i++) {
            list.add(values.get(name + "." + i));
        }
        return list;
    }

    List<String> requiredList(String name) throws Ec2Error {
        List<String> list = list(name);
        if (list.isEmpty()) {
            required(name);
        }
        return list;
    }

    /** {@code Filter.n.Name} with its {@code Filter.n.Value.m}. */
    Filters filters(Set<String> known) throws Ec2Error {
        Map<String, List<String>> filters = new LinkedHashMap<>();
        for (int i = 1; values.containsKey("Filter." + i + ".Name"); i++) {
            String name = values.get("Filter." + i + ".Name");
            if (!known.contains(name) && !(known.contains("tag:") && name.startsWith("tag:"))) {
                throw Ec2Error.invalidValue("filter", name, "The filter is invalid.");
            }
            filters.computeIfAbsent(name, key -> new ArrayList<>()).addAll(list("Filter." + i + ".Value"));
        }
        return new Filters(filters);
    }

    /** {@code prefix.n.Key} with {@code prefix.n.Value}. */
    Map<String, String> tags(String prefix) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 1; values.containsKey(prefix + "." + i + ".Key"); i++) {
            tags.put(values.get(prefix + "." + i + ".Key"), values.getOrDefault(prefix + "." + i + ".Value", ""));
        }
        return tags;
    }
}

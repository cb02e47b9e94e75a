package org.spotcloud.adapter.provisioning.cockpit;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Cockpit's API may be asked: reads, queries by {@code POST}, and what an operator does about an incident (retry,
 * suspend, activate, cancel). The API is the whole engine's, and a deployed expression could call Java: everything else
 * would make a login to Cockpit an account on the host.
 */
final class PermittedCalls {
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private static final String ENGINE = "/camunda/api/engine/engine/[^/]+/";
    private static final String COCKPIT = "/camunda/api/cockpit/plugin/base/[^/]+/";
    private static final String COUNTED = "(/count)?";

    private record Call(String method, Pattern path) {
        static Call of(String method, String path) {
            return new Call(method, Pattern.compile(path + "/?"));
        }
    }

    private static final List<Call> QUERIES = Stream.of(
                    ENGINE + "process-instance" + COUNTED,
                    ENGINE + "execution" + COUNTED,
                    ENGINE + "job" + COUNTED,
                    ENGINE + "job-definition" + COUNTED,
                    ENGINE + "external-task" + COUNTED,
                    ENGINE + "task" + COUNTED,
                    ENGINE + "variable-instance" + COUNTED,
                    COCKPIT + "incident" + COUNTED,
                    COCKPIT + "process-instance" + COUNTED,
                    COCKPIT + "process-instance/[^/]+/called-process-instances",
                    COCKPIT + "process-definition/[^/]+/called-process-definitions")
            .map(path -> Call.of("POST", path))
            .toList();

    private static final List<Call> INTERVENTIONS = List.of(
            Call.of("PUT", ENGINE + "job/[^/]+/retries"),
            Call.of("PUT", ENGINE + "job-definition/[^/]+/retries"),
            Call.of("PUT", ENGINE + "external-task/[^/]+/retries"),
            Call.of("PUT", ENGINE + "process-instance/[^/]+/suspended"),
            Call.of("PUT", ENGINE + "process-definition/[^/]+/suspended"),
            Call.of("PUT", ENGINE + "job-definition/[^/]+/suspended"),
            Call.of("PUT", ENGINE + "job/[^/]+/suspended"),
            Call.of("DELETE", ENGINE + "process-instance/[^/]+"));

    private PermittedCalls() {}

    /**
     * Whether that call may be made.
     *
     * @param path below the context path, raw
     */
    static boolean permit(String method, String path) {
        return READS.contains(method)
                || Stream.concat(QUERIES.stream(), INTERVENTIONS.stream())
                        .anyMatch(call -> call.method().equals(method)
                                && call.path().matcher(path).matches());
    }
}

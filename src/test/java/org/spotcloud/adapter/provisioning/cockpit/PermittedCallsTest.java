package org.spotcloud.adapter.provisioning.cockpit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermittedCallsTest {
    private static final String ENGINE = "/camunda/api/engine";

    @Test
    void permitsTheseOfAllTheEnginesCallsAndReads() {
        List<String> permitted = EngineCalls.all().stream()
                .filter(call -> call.split(" ")[1].startsWith("/engine/x/"))
                .filter(call -> !call.startsWith("GET "))
                .filter(call -> PermittedCalls.permit(call.split(" ")[0], ENGINE + call.split(" ")[1]))
                .toList();
        assertThat(permitted)
                .containsExactly(
                        "DELETE /engine/x/process-instance/x",
                        "POST /engine/x/execution",
                        "POST /engine/x/execution/count",
                        "POST /engine/x/external-task",
                        "POST /engine/x/external-task/count",
                        "POST /engine/x/job",
                        "POST /engine/x/job-definition",
                        "POST /engine/x/job-definition/count",
                        "POST /engine/x/job/count",
                        "POST /engine/x/process-instance",
                        "POST /engine/x/process-instance/count",
                        "POST /engine/x/task",
                        "POST /engine/x/task/count",
                        "POST /engine/x/variable-instance",
                        "POST /engine/x/variable-instance/count",
                        "PUT /engine/x/external-task/x/retries",
                        "PUT /engine/x/job-definition/x/retries",
                        "PUT /engine/x/job-definition/x/suspended",
                        "PUT /engine/x/job/x/retries",
                        "PUT /engine/x/job/x/suspended",
                        "PUT /engine/x/process-definition/x/suspended",
                        "PUT /engine/x/process-instance/x/suspended");
    }

    @Test
    void knowsTheEnginesCalls() {
        assertThat(EngineCalls.all())
                .hasSizeGreaterThan(300)
                .contains(
                        "POST /engine/x/deployment/create",
                        "POST /engine/x/process-instance/x/modification",
                        "PUT /engine/x/process-instance/x/variables/x",
                        "POST /engine/x/message",
                        "POST /engine/x/process-definition/key/x/start",
                        "POST /engine/x/task/x/complete",
                        "POST /engine/x/user/create");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /camunda/api/engine/engine/default/deployment/create",
        "POST, /camunda/api/engine/engine/default/process-instance/1/modification",
        "PUT, /camunda/api/engine/engine/default/process-instance/1/variables/x",
        "DELETE, /camunda/api/engine/engine/default/process-instance/1/variables/x",
        "POST, /camunda/api/engine/engine/default/process-instance/delete",
        "POST, /camunda/api/engine/engine/default/message",
        "POST, /camunda/api/engine/engine/default/process-definition/key/x/start",
        "DELETE, /camunda/api/engine/engine/default/process-definition/1",
        "POST, /camunda/api/engine/engine/default/task/1/complete",
        "POST, /camunda/api/engine/engine/default/external-task/fetchAndLock",
        "POST, /camunda/api/engine/engine/default/external-task/1/complete",
        "POST, /camunda/api/engine/engine/default/user/create",
        "PUT, /camunda/api/engine/engine/default/user/admin/credentials",
        "POST, /camunda/api/engine/engine/default/authorization/create",
        "POST, /camunda/api/admin/setup/default/user/create",
        "POST, /camunda/api/admin/auth/user/default/login/cockpit",
        "PATCH, /camunda/api/engine/engine/default/process-instance/1/variables",
        "OPTIONS, /camunda/api/engine/engine/default/process-instance",
        "POST, /camunda/api/engine/engine/default/process-instance/../deployment/create",
        "POST, /camunda/api/engine/engine/default/process-instance;/deployment/create",
        "DELETE, /camunda/api/engine/engine/a/b/process-instance/1"
    })
    void refuses(String method, String path) {
        assertThat(PermittedCalls.permit(method, path)).isFalse();
        assertThat(PermittedCalls.permit(method, path + "/")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /camunda/api/cockpit/plugin/base/default/incident",
        "POST, /camunda/api/cockpit/plugin/base/default/incident/count",
        "POST, /camunda/api/cockpit/plugin/base/default/process-instance",
        "POST, /camunda/api/cockpit/plugin/base/default/process-definition/a:1:2/called-process-definitions",
        "PUT, /camunda/api/engine/engine/default/external-task/1/retries",
        "PUT, /camunda/api/engine/engine/default/process-instance/1/suspended/",
        "DELETE, /camunda/api/engine/engine/default/process-instance/1",
        "GET, /camunda/api/engine/engine/",
        "GET, /camunda/api/engine/engine/default/deployment/1/resources/2/data"
    })
    void permits(String method, String path) {
        assertThat(PermittedCalls.permit(method, path)).isTrue();
    }
}

package org.spotcloud.adapter.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeploymentGuardTest {
    private static final String HARMLESS = process("<startEvent id=\"start\"/>");
    private static final String SCRIPT =
            process("<startEvent id=\"start\"/><sequenceFlow id=\"f\" sourceRef=\"start\" targetRef=\"s\"/>"
                    + "<scriptTask id=\"s\" scriptFormat=\"javascript\"><script>1</script></scriptTask>");

    private ProcessEngine engine;

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void takesItsOwnProcessesOnly() {
        start(new DeploymentGuard(List.of(HARMLESS.getBytes(UTF_8))));
        deploy("own.bpmn", HARMLESS);
        assertThatThrownBy(() -> deploy("own.bpmn", HARMLESS + " "))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("own.bpmn is none of them");
        assertThatThrownBy(() -> deploy("form.html", "<p/>")).isInstanceOf(ProcessEngineException.class);
        assertThatThrownBy(() -> engine.getRepositoryService()
                        .createDeployment()
                        .addString("own.bpmn", HARMLESS)
                        .addString("more.groovy", "System.exit(1)")
                        .deploy())
                .isInstanceOf(ProcessEngineException.class);
        assertThat(engine.getRepositoryService().createDeploymentQuery().count())
                .isEqualTo(1);
        assertThat(engine.getRuntimeService().startProcessInstanceByKey("p").isEnded())
                .isTrue();
    }

    @Test
    void takesNoScriptTaskEvenFromItself() {
        start(new DeploymentGuard(List.of(SCRIPT.getBytes(UTF_8))));
        assertThatThrownBy(() -> deploy("script.bpmn", SCRIPT))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("Script tasks are not allowed");
    }

    @Test
    void knowsTheProcessesThatAreShipped() throws Exception {
        start(new DeploymentGuard());
        engine.getRepositoryService()
                .createDeployment()
                .addClasspathResource("processes/instance-terminate.bpmn")
                .deploy();
        assertThatThrownBy(() -> deploy("own.bpmn", HARMLESS)).isInstanceOf(ProcessEngineException.class);
    }

    private void start(DeploymentGuard guard) {
        StandaloneInMemProcessEngineConfiguration configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("guarded");
        configuration.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.setProcessEnginePlugins(List.of(guard));
        engine = configuration.buildProcessEngine();
    }

    private void deploy(String name, String content) {
        engine.getRepositoryService()
                .createDeployment()
                .addString(name, content)
                .deploy();
    }

    private static String process(String content) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test">
                <process id="p" isExecutable="true">%s</process>
                </definitions>"""
                .formatted(content);
    }
}

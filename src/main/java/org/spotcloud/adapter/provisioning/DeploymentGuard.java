package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Refuses every new deployment that holds anything but this application's own process files, byte for byte, and script
 * tasks wherever they come from. What an earlier release has deployed stays.
 */
@Component
class DeploymentGuard extends AbstractProcessEnginePlugin {
    private static final String OWN_PROCESSES = "classpath*:processes/*.bpmn";

    private final List<byte[]> own;

    @Autowired
    DeploymentGuard() throws IOException {
        this(ownProcesses());
    }

    /** @param own the contents that may be deployed */
    DeploymentGuard(List<byte[]> own) {
        this.own = List.copyOf(own);
    }

    private static List<byte[]> ownProcesses() throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources(OWN_PROCESSES)) {
            contents.add(resource.getContentAsByteArray());
        }
        return contents;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setCustomPreDeployers(
                join(configuration.getCustomPreDeployers(), (Deployer) this::refuseForeign));
        configuration.setCustomPreBPMNParseListeners(
                join(configuration.getCustomPreBPMNParseListeners(), new NoScriptTasks()));
    }

    private void refuseForeign(DeploymentEntity deployment) {
        if (deployment.isNew()) {
            deployment.getResources().values().stream()
                    .filter(resource -> !isOwn(resource))
                    .findFirst()
                    .ifPresent(resource -> {
                        throw new ProcessEngineException("Only the processes of this application can be deployed, and "
                                + resource.getName() + " is none of them");
                    });
        }
    }

    private boolean isOwn(ResourceEntity resource) {
        return own.stream().anyMatch(content -> Arrays.equals(content, resource.getBytes()));
    }

    private static <T> List<T> join(List<T> before, T another) {
        return before == null
                ? List.of(another)
                : Stream.concat(before.stream(), Stream.of(another)).toList();
    }

    private static final class NoScriptTasks extends AbstractBpmnParseListener {
        @Override
        public void parseScriptTask(Element task, ScopeImpl scope, ActivityImpl activity) {
            throw new ProcessEngineException("Script tasks are not allowed: " + activity.getId());
        }
    }
}

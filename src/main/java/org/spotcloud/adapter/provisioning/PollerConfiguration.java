package org.spotcloud.adapter.provisioning;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.imports.NodeId;
import org.spotcloud.adapter.provisioning.Processes.Topics;
import org.spotcloud.adapter.settings.EngineSettings;
import org.spotcloud.adapter.settings.ImportSettings;
import org.spotcloud.adapter.settings.PackageSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class PollerConfiguration {
    /** Calls to the cloud that wait for their answers at the same time. */
    private static final int CLOUD_CALLS = 16;

    private static final int BOOT_BYTES = 4;

    @Bean("nodeName")
    String nodeName(NodeId node) {
        return node.id();
    }

    @Bean
    StepLocks stepLocks(ExternalTaskService tasks, EngineSettings engine) {
        return new StepLocks(tasks, engine.lock());
    }

    /** Names this run of the process and no other. */
    @Bean("bootName")
    String bootName() {
        byte[] boot = new byte[BOOT_BYTES];
        new SecureRandom().nextBytes(boot);
        return HexFormat.of().formatHex(boot);
    }

    @Bean
    NodeHeart nodeHeart(
            @Qualifier("nodeName") String node,
            @Qualifier("bootName") String boot,
            Release release,
            EngineSettings engine,
            NodeRows rows,
            Releases releases,
            NodeDuty duty,
            Leases leases,
            ObjectProvider<JobExecutor> jobs) {
        return new NodeHeart(
                node,
                boot,
                release,
                engine.takeOver(),
                rows,
                // by this clock, and no other, the engine counts its locks
                new NodeClock(() -> ClockUtil.getCurrentTime().toInstant(), rows::databaseTime),
                releases,
                duty,
                leases,
                jobs.getIfAvailable());
    }

    @Bean
    StepPoller stepPoller(
            ExternalTaskService tasks,
            List<StepHandler> handlers,
            StepAttempts attempts,
            StepLocks locks,
            PlatformTransactionManager transactions,
            Endpoints endpoints,
            Clock clock,
            NodeDuty duty,
            @Qualifier("nodeName") String node,
            @Qualifier("bootName") String boot,
            ImportSettings imports,
            PackageSettings packages) {
        SecureRandom random = new SecureRandom();
        StepReports reports = new StepReports(
                tasks, attempts, new RetryDelay(random), endpoints, clock, new TransactionTemplate(transactions));
        TopicGate gate = new TopicGate(endpoints, topic -> endpointsOf(topic, packages.host()), random);
        StepPoller poller = new StepPoller(
                tasks, handlers, reports, locks, duty, gate, node, boot, imports.concurrent(), CLOUD_CALLS);
        endpoints.whenBack(poller::wake);
        return poller;
    }

    /** Whom the steps of a topic call. */
    private static Set<String> endpointsOf(String topic, String packageHost) {
        if (Topics.fetches(topic)) {
            return Set.of(packageHost);
        }
        if (Topics.publishes(topic)) {
            return Set.of(Endpoints.EC2, Endpoints.S3);
        }
        return Topics.OF_EC2.contains(topic) ? Set.of(Endpoints.EC2) : Set.of();
    }

    /** Wakes the poller for each external task that is made; looked up late, since the engine starts before it. */
    @Bean
    ProcessEnginePlugin externalTaskBell(ObjectProvider<StepPoller> poller) {
        BpmnParseListener bell = new ExternalTaskBell(() -> poller.ifAvailable(StepPoller::wake));
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                List<BpmnParseListener> listeners = new ArrayList<>(List.of(bell));
                if (engine.getCustomPostBPMNParseListeners() != null) {
                    listeners.addAll(engine.getCustomPostBPMNParseListeners());
                }
                engine.setCustomPostBPMNParseListeners(listeners);
            }
        };
    }
}

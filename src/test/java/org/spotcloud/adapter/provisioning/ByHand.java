package org.spotcloud.adapter.provisioning;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.Job;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.Processes.Messages;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Moves the real processes of the real engine one job and one step at a time; nothing moves by itself. */
final class ByHand {
    private static final String WORKER = "by-hand";
    private static final long LOCK_MILLIS = 60_000;

    private final ManagementService management;
    private final ExternalTaskService tasks;
    private final RuntimeService runtime;

    ByHand(ManagementService management, ExternalTaskService tasks, RuntimeService runtime) {
        this.management = management;
        this.tasks = tasks;
        this.runtime = runtime;
    }

    /** Runs the one job that is due in a process instance. */
    void runJob(String process) {
        Job job = management
                .createJobQuery()
                .processInstanceId(process)
                .messages()
                .singleResult();
        management.executeJob(job.getId());
    }

    /** Runs the timer of that event of a process instance, as if its time had come. */
    void runTimer(String process, String event) {
        Job timer = management.createJobQuery().processInstanceId(process).timers().list().stream()
                .filter(job -> activity(job).equals(event))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no timer at " + event));
        management.executeJob(timer.getId());
    }

    private String activity(Job job) {
        return management
                .createJobDefinitionQuery()
                .jobDefinitionId(job.getJobDefinitionId())
                .singleResult()
                .getActivityId();
    }

    /** How many tries the one job of a process instance has left. */
    int retriesOfJob(String process) {
        return management
                .createJobQuery()
                .processInstanceId(process)
                .messages()
                .singleResult()
                .getRetries();
    }

    /** When the one job of a process instance is tried again. */
    Instant dueOfJob(String process) {
        return management
                .createJobQuery()
                .processInstanceId(process)
                .messages()
                .singleResult()
                .getDuedate()
                .toInstant();
    }

    /** Stops a process instance until further notice, as an operator can in Cockpit. */
    void suspend(String process) {
        runtime.suspendProcessInstanceById(process);
    }

    /** The variables of a process instance. */
    Map<String, Object> variables(String process) {
        return runtime.getVariables(process);
    }

    /** Does the one external task of a process instance, which must be that one. */
    void complete(String process, String activity, Map<String, Object> variables) {
        ExternalTask task =
                tasks.createExternalTaskQuery().processInstanceId(process).singleResult();
        if (!task.getActivityId().equals(activity)) {
            throw new AssertionError("the process is at " + task.getActivityId() + ", not at " + activity);
        }
        tasks.fetchAndLock(Integer.MAX_VALUE, WORKER)
                .topic(task.getTopicName(), LOCK_MILLIS)
                .execute();
        tasks.complete(task.getId(), WORKER, variables);
    }

    /** Ends the one external task of a process instance with a BPMN error. */
    void refuse(String process, String code, String message) {
        ExternalTask task =
                tasks.createExternalTaskQuery().processInstanceId(process).singleResult();
        tasks.fetchAndLock(Integer.MAX_VALUE, WORKER)
                .topic(task.getTopicName(), LOCK_MILLIS)
                .execute();
        tasks.handleBpmnError(task.getId(), WORKER, code, message);
    }

    /** Runs a launch up to its decision about the image, that included. */
    void launchToImage(Machine machine) {
        runJob(machine.launchProcessId().orElseThrow());
        runJob(machine.launchProcessId().orElseThrow());
    }

    /** Runs an import up to where it waits for the cloud. */
    void importToAvailable(String process) {
        importToExtract(process);
        complete(process, "Task_ExtractKernel", Map.of(Variables.HAS_RAMDISK, true));
        complete(process, "Task_PublishKernel", Map.of(Variables.KERNEL_ID, "aki-1"));
        complete(process, "Task_PublishRamdisk", Map.of(Variables.RAMDISK_ID, "ari-1"));
        complete(process, "Task_PublishImage", Map.of(Variables.IMAGE_ID, "ami-1"));
    }

    /** Runs an import up to the extraction of its kernel. */
    void importToExtract(String process) {
        runJob(process);
        complete(process, "Task_ReserveWorkspace", Map.of(Variables.NODE, "here"));
        complete(process, "Task_FetchAndConvert", Map.of());
    }

    /** Takes a process instance away, as an operator can in Cockpit. */
    void cancel(String process) {
        runtime.deleteProcessInstance(process, "cancelled by hand");
    }

    /** Whether a process instance waits for that message. */
    boolean waits(String process, String message) {
        return runtime.createExecutionQuery()
                        .processInstanceId(process)
                        .messageEventSubscriptionName(message)
                        .count()
                > 0;
    }

    boolean waitsForImage(Machine machine) {
        return waits(machine.launchProcessId().orElseThrow(), Messages.IMAGE_SETTLED);
    }

    /** Where a process instance is, as the id of its activity. */
    String at(String process) {
        return runtime.getActiveActivityIds(process).get(0);
    }

    /** Takes away all that moves processes by itself, and lets tests stop whoever holds the lock of an image. */
    @TestConfiguration(proxyBeanMethods = false)
    @Import(PausingImages.class)
    static class Context {
        @Bean
        static BeanFactoryPostProcessor nothingMovesByItself() {
            return beans -> {
                BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
                registry.removeBeanDefinition("stepPoller");
                registry.removeBeanDefinition(
                        "org.springframework.context.annotation.internalScheduledAnnotationProcessor");
                beans.getBeanDefinition(beans.getBeanNamesForType(PausingImages.class, true, false)[0])
                        .setPrimary(true);
            };
        }

        @Bean
        ByHand byHand(ManagementService management, ExternalTaskService tasks, RuntimeService runtime) {
            return new ByHand(management, tasks, runtime);
        }
    }

    /** The images, with a place to stop in right after the lock was taken. */
    static class PausingImages extends Images {
        private final ThreadLocal<Runnable> pause = ThreadLocal.withInitial(() -> () -> {});

        PausingImages(JdbcClient jdbc, PlatformTransactionManager transactions) {
            super(jdbc, transactions);
        }

        /** Does that in this thread whenever it has taken a lock. */
        public void pauseWhenLocked(Runnable pausing) {
            pause.set(pausing);
        }

        @Override
        public Image lock(ImageKey key) {
            Image image = super.lock(key);
            pause.get().run();
            return image;
        }
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.externaltask.FetchAndLockBuilder;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.provisioning.Processes.Topics;
import org.spotcloud.adapter.provisioning.Processes.Variables;

/** After the process has died, the steps that were under way run one after the other, and keep no new one waiting. */
class SuspectsTest extends ByHandTest {
    private static final int MANY = 4;
    private static final String WORKER = "here/1/";

    private final Semaphore suspects = new Semaphore(1);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void runOneAfterTheOther() throws Exception {
        CountDownLatch allRan = new CountDownLatch(MANY);
        for (int number = 0; number < MANY; number++) {
            LockedExternalTask task = task(number);
            attempts.started(task.getId());
            run(task, handler(() -> {
                Thread.sleep(100);
                allRan.countDown();
            }));
        }

        assertThat(allRan.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
        end();
        assertThat(suspects.availablePermits()).isEqualTo(1);
    }

    @Test
    void keepNoNewStepWaiting() throws Exception {
        LockedExternalTask suspect = task(0);
        attempts.started(suspect.getId());
        CountDownLatch suspectRuns = new CountDownLatch(1);
        CountDownLatch newOneRan = new CountDownLatch(1);
        run(suspect, handler(() -> {
            suspectRuns.countDown();
            newOneRan.await();
        }));
        assertThat(suspectRuns.await(20, TimeUnit.SECONDS)).isTrue();

        run(task(1), handler(newOneRan::countDown));

        assertThat(newOneRan.await(20, TimeUnit.SECONDS)).isTrue();
        end();
    }

    @Test
    void standAsAnIncidentAfterThreeDeaths() throws Exception {
        LockedExternalTask task = task(0);
        for (int deaths = 0; deaths < 3; deaths++) {
            attempts.started(task.getId());
        }

        run(task, handler(() -> {
            throw new AssertionError("the step is run again");
        }));

        end();
        assertThat(tasks.createExternalTaskQuery()
                        .externalTaskId(task.getId())
                        .singleResult()
                        .getErrorMessage())
                .isEqualTo("the process died in this step three times");
    }

    private interface Work {
        void run() throws Exception;
    }

    private StepHandler handler(Work work) {
        return new StepHandler() {
            @Override
            public Set<String> activities() {
                return Set.of();
            }

            @Override
            public Outcome handle(Step step) throws Exception {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                work.run();
                atOnce.decrementAndGet();
                return Outcome.done(Map.of(Variables.INSTANCE_ID, "i-1"));
            }
        };
    }

    private void run(LockedExternalTask task, StepHandler handler) {
        StepLocks locks = new StepLocks(tasks, Duration.ofSeconds(30));
        Thread thread = new Thread(new StepRun(task, handler, reports(), locks, suspects, locks::close));
        threads.add(thread);
        thread.start();
    }

    private void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private LockedExternalTask task(int number) {
        Machine machine = order(new PackageId(UUID.randomUUID()));
        toRun(machine);
        FetchAndLockBuilder request =
                tasks.fetchAndLock().workerId(WORKER + number).maxTasks(Integer.MAX_VALUE);
        var subscription = request.subscribe();
        Topics.ANY_NODE.forEach(topic -> subscription.topic(topic, 60_000));
        return subscription.execute().stream()
                .filter(task -> task.getProcessInstanceId().equals(launch(machine)))
                .findFirst()
                .orElseThrow();
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Execution;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Wakes waiting processes, each in a transaction of its own. A message is a hint: who does not wait needs none. */
@Component
public class Waits {
    private static final String NOT_WANTED = "the machine is not wanted any more";
    private static final boolean SKIP_LISTENERS = true;
    private static final boolean EXTERNALLY_TERMINATED = true;
    private static final boolean SKIP_IO_MAPPINGS = false;
    private static final boolean SKIP_SUBPROCESSES = false;

    private final RuntimeService runtime;

    Waits(RuntimeService runtime) {
        this.runtime = runtime;
    }

    /**
     * Hands a message to one process instance.
     *
     * @return whether it waited for that message
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public boolean wake(String process, String message, Map<String, Object> variables) {
        Execution waiting = runtime.createExecutionQuery()
                .processInstanceId(process)
                .messageEventSubscriptionName(message)
                .singleResult();
        if (waiting == null) {
            return false;
        }
        runtime.messageEventReceived(message, waiting.getId(), variables);
        return true;
    }

    /** The process instances that wait for that message. */
    public List<String> waitingFor(String message) {
        return runtime.createExecutionQuery().messageEventSubscriptionName(message).list().stream()
                .map(Execution::getProcessInstanceId)
                .toList();
    }

    /** Ends a process instance, unless it has ended, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void cancel(String process) {
        runtime.deleteProcessInstanceIfExists(
                process, NOT_WANTED, SKIP_LISTENERS, EXTERNALLY_TERMINATED, SKIP_IO_MAPPINGS, SKIP_SUBPROCESSES);
    }

    /** Whether a process instance has not ended. */
    public boolean runs(String process) {
        return runtime.createProcessInstanceQuery().processInstanceId(process).count() > 0;
    }
}

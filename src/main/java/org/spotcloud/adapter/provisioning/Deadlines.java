package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.LaunchSettings;
import org.spotcloud.adapter.settings.OrderSettings;
import org.spotcloud.adapter.settings.PublishSettings;
import org.springframework.stereotype.Component;

/** The deadlines that the processes name in expressions, as ISO 8601 durations, and what is said when one passes. */
@Component("deadlines")
public class Deadlines {
    /** After that long a terminated instance that is still there is terminated again. */
    private static final Duration GONE = Duration.ofMinutes(10);

    /** After that long an instance whose power has not changed is told again. */
    private static final Duration POWERED = Duration.ofMinutes(5);

    private final LaunchSettings launch;
    private final OrderSettings order;
    private final PublishSettings publish;

    public Deadlines(LaunchSettings launch, OrderSettings order, PublishSettings publish) {
        this.launch = launch;
        this.order = order;
        this.publish = publish;
    }

    public String running() {
        return launch.runningDeadline().toString();
    }

    public String available() {
        return publish.availableDeadline().toString();
    }

    public String gone() {
        return GONE.toString();
    }

    public String powered() {
        return POWERED.toString();
    }

    public void imageMissed(DelegateExecution execution) {
        cause(execution, "the image of package %s was not ready within %s", launch.deadline());
    }

    public void runningMissed(DelegateExecution execution) {
        cause(execution, "the instance of package %s did not run within %s", launch.runningDeadline());
    }

    public void orderMissed(DelegateExecution execution) {
        cause(execution, "no instance of package %s could be run within %s", order.deadline());
    }

    public void availableMissed(DelegateExecution execution) {
        cause(
                execution,
                "the cloud did not make the images of package %s available within %s",
                publish.availableDeadline());
    }

    private static void cause(DelegateExecution execution, String text, Duration limit) {
        String key = (String) execution.getVariable(Variables.IMAGE_KEY);
        execution.setVariable(Variables.CAUSE, text.formatted(key.substring(0, key.indexOf('/')), words(limit)));
    }

    /** {@code 2 h}, {@code 15 min} or {@code 30 s}. */
    static String words(Duration limit) {
        if (limit.toSecondsPart() != 0 || limit.isZero()) {
            return limit.toSeconds() + " s";
        }
        return limit.toMinutesPart() != 0 ? limit.toMinutes() + " min" : limit.toHours() + " h";
    }
}

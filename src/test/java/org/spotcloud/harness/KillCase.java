package org.spotcloud.harness;

/**
 * One point where the service is killed.
 *
 * @param scenario what makes a process come there
 */
record KillCase(ServiceTask task, Moment moment, Scenario scenario, Strike strike) {
    @Override
    public String toString() {
        return "%s / %s / %s, %s".formatted(task.process(), task.name(), moment, strike.where());
    }
}

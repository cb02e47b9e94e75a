package org.spotcloud.adapter.provisioning;

import java.time.Duration;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.spotcloud.adapter.settings.HistorySettings;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Gives all deployed processes the time that the settings keep history for. The files name a default; the engine reads
 * the definition when a process ends, and deletes its history in the nightly window after that time.
 */
@Component
class HistoryKeeping {
    private final RepositoryService repository;
    private final HistorySettings history;

    HistoryKeeping(RepositoryService repository, HistorySettings history) {
        this.repository = repository;
        this.history = history;
    }

    @EventListener(ApplicationReadyEvent.class)
    void apply() {
        int days = days(history.keep());
        for (ProcessDefinition definition :
                repository.createProcessDefinitionQuery().list()) {
            if (!Integer.valueOf(days).equals(definition.getHistoryTimeToLive())) {
                repository.updateProcessDefinitionHistoryTimeToLive(definition.getId(), days);
            }
        }
    }

    /** In days, as the engine counts; a part of a day is kept as a whole one. */
    static int days(Duration keep) {
        return Math.toIntExact(keep.plusDays(1).minusNanos(1).toDays());
    }
}

package org.spotcloud.adapter.provisioning;

import org.camunda.bpm.engine.RuntimeService;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.RunningImports;
import org.springframework.stereotype.Component;

/** The imports as the engine knows them. */
@Component
class EngineImports implements RunningImports {
    private final RuntimeService runtime;

    EngineImports(RuntimeService runtime) {
        this.runtime = runtime;
    }

    @Override
    public boolean runs(String importId) {
        return runtime.createProcessInstanceQuery().processInstanceId(importId).count() > 0;
    }

    @Override
    public boolean runsFor(ImageKey key) {
        return runtime.createProcessInstanceQuery()
                        .processDefinitionKey(Processes.IMAGE_IMPORT)
                        .processInstanceBusinessKey(key.toString())
                        .count()
                > 0;
    }
}

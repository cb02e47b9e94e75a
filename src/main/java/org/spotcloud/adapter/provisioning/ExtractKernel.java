package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.imports.ExtractedKernel;
import org.spotcloud.adapter.imports.ImportSteps;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Copies kernel and ramdisk out of the converted disk, where they are to be beside it. */
@Component
class ExtractKernel implements StepHandler {
    private final ImportSteps imports;

    ExtractKernel(ImportSteps imports) {
        this.imports = imports;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_ExtractKernel");
    }

    @Override
    public Outcome handle(Step step) throws InterruptedException {
        Optional<ExtractedKernel> extracted =
                imports.extract(step.process(), step.image().packageId(), step.attempt());
        return Outcome.done(Map.of(
                Variables.HAS_KERNEL,
                extracted.isPresent(),
                Variables.HAS_RAMDISK,
                extracted.flatMap(ExtractedKernel::ramdisk).isPresent()));
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Set;
import org.spotcloud.adapter.catalog.ImageGeneration;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.imports.ImportSteps;
import org.springframework.stereotype.Component;

/**
 * Deletes the folder of an import that has ended, and takes back what earlier imports of the image have published: the
 * cloud had lost it, or this import would not have been.
 */
@Component
class CleanWorkspace implements StepHandler {
    private final ImportSteps imports;
    private final Publisher publisher;

    CleanWorkspace(ImportSteps imports, Publisher publisher) {
        this.imports = imports;
        this.publisher = publisher;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_CleanWorkspace");
    }

    @Override
    public Outcome handle(Step step) {
        imports.clean(step.process());
        for (ImageGeneration earlier : publisher.before(step.image(), step.generation())) {
            publisher.withdraw(earlier.key(), earlier.number(), step.claim());
        }
        return Outcome.done();
    }
}

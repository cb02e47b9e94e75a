package org.spotcloud.adapter.provisioning;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publication.Kind;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ImportFiles;
import org.spotcloud.adapter.imports.ImportProgress;
import org.spotcloud.adapter.imports.ImportSteps;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** Publishes kernel, ramdisk and disk, each in a step of its own. */
@Component
class PublishStep implements StepHandler {
    /** What a step publishes, and the variable that takes the cloud's id of it. */
    private record Part(Kind kind, String variable, ImportProgress.Step progress) {}

    private static final Map<String, Part> PARTS = Map.of(
            "Task_PublishKernel", new Part(Kind.KERNEL, Variables.KERNEL_ID, ImportProgress.Step.PUBLISH_KERNEL),
            "Task_PublishRamdisk", new Part(Kind.RAMDISK, Variables.RAMDISK_ID, ImportProgress.Step.PUBLISH_RAMDISK),
            "Task_PublishImage", new Part(Kind.MACHINE, Variables.IMAGE_ID, ImportProgress.Step.PUBLISH_IMAGE));

    private final ImportSteps imports;
    private final ImportProgress progress;
    private final Publisher publisher;

    PublishStep(ImportSteps imports, ImportProgress progress, Publisher publisher) {
        this.imports = imports;
        this.progress = progress;
        this.publisher = publisher;
    }

    @Override
    public Set<String> activities() {
        return PARTS.keySet();
    }

    @Override
    public Outcome handle(Step step) {
        Part part = PARTS.get(step.activity());
        if (part.kind() == Kind.KERNEL && imports.files(step.process()).kernel().isEmpty()) {
            return Outcome.done(Map.of()); // an import that began when every disk had one
        }
        TransferProgress listener = progress.of(step.process(), step.image().packageId(), part.progress());
        String id = publisher.publish(publication(step, part), listener);
        return Outcome.done(Map.of(part.variable(), id));
    }

    @Override
    public void lost(Step step) {
        publisher.abandon(
                step.image(), step.generation(), PARTS.get(step.activity()).kind(), step.attempt());
    }

    private Publication publication(Step step, Part part) {
        boolean machine = part.kind() == Kind.MACHINE;
        return new Publication(
                step.image(),
                step.generation(),
                part.kind(),
                step.attempt(),
                step.claim(),
                file(imports.files(step.process()), part.kind()),
                machine ? published(step, Variables.KERNEL_ID) : Optional.empty(),
                machine ? published(step, Variables.RAMDISK_ID) : Optional.empty());
    }

    private static Path file(ImportFiles files, Kind kind) {
        return switch (kind) {
            case MACHINE -> files.disk();
            case KERNEL -> files.kernel().orElseThrow();
            case RAMDISK -> files.ramdisk().orElseThrow();
        };
    }

    private static Optional<String> published(Step step, String variable) {
        return Optional.ofNullable((String) step.variables().get(variable));
    }
}

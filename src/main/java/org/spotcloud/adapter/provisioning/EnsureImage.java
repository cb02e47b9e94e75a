package org.spotcloud.adapter.provisioning;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.spotcloud.adapter.catalog.Image;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/**
 * Decides under the lock of the image row whether a launch goes on, waits, or starts the import. The lock lasts until
 * the transaction ends, which is when the launch waits visibly: who ends the import takes the lock first, so no launch
 * begins to wait unseen.
 */
@Component("ensureImage")
class EnsureImage implements JavaDelegate {
    private final Images images;
    private final Launches launches;
    private final RuntimeService runtime;

    EnsureImage(Images images, Launches launches, RuntimeService runtime) {
        this.images = images;
        this.launches = launches;
        this.runtime = runtime;
    }

    @Override
    public void execute(DelegateExecution launch) {
        Image image = images.lock(ImageKey.of((String) launch.getVariable(Variables.IMAGE_KEY)));
        switch (image.state()) {
            case READY -> goOn(launch, image);
            case IMPORTING -> awaitImport(launch, image);
            case REFUSED -> refuseOrImport(launch, image);
            case GONE -> startImport(launch, image);
        }
    }

    private void goOn(DelegateExecution launch, Image image) {
        launch.setVariable(Variables.IMAGE_ID, image.imageId().orElseThrow());
        launch.setVariable(Variables.IMAGE_READY, true);
        launches.imageReady(LaunchId.of((String) launch.getVariable(Variables.LAUNCH_ID)));
    }

    private void awaitImport(DelegateExecution launch, Image image) {
        if (importRuns(image)) {
            awaits(launch, image.generation());
        } else {
            startImport(launch, image);
        }
    }

    /** A refusal answers those who waited for it; who orders later starts a new try. */
    private void refuseOrImport(DelegateExecution launch, Image image) {
        Integer awaited = (Integer) launch.getVariable(Variables.AWAITED_GENERATION);
        if (awaited != null && awaited <= image.generation()) {
            throw new BpmnError(Refusals.BAD_PACKAGE, image.refusal().orElse("the package cannot be imported"));
        }
        startImport(launch, image);
    }

    private void startImport(DelegateExecution launch, Image image) {
        int generation = image.generation() + 1;
        String process = runtime.startProcessInstanceByKey(
                        Processes.IMAGE_IMPORT,
                        image.key().toString(),
                        Map.of(
                                Variables.IMAGE_KEY,
                                image.key().toString(),
                                Variables.GENERATION,
                                generation,
                                Variables.HAS_KERNEL,
                                true,
                                Variables.HAS_RAMDISK,
                                false))
                .getId();
        images.importing(image.key(), generation, process);
        awaits(launch, generation);
    }

    private static void awaits(DelegateExecution launch, int generation) {
        launch.setVariable(Variables.AWAITED_GENERATION, generation);
        launch.setVariable(Variables.IMAGE_READY, false);
    }

    private boolean importRuns(Image image) {
        return image.importProcessId()
                .map(id -> runtime.createProcessInstanceQuery()
                                .processInstanceId(id)
                                .count()
                        > 0)
                .orElse(false);
    }
}

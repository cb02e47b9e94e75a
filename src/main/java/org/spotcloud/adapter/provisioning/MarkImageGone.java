package org.spotcloud.adapter.provisioning;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.stereotype.Component;

/** The cloud does not know the image any more: the launch waits for a new import of it. */
@Component("markImageGone")
class MarkImageGone implements JavaDelegate {
    private final Images images;
    private final Launches launches;

    MarkImageGone(Images images, Launches launches) {
        this.images = images;
        this.launches = launches;
    }

    @Override
    public void execute(DelegateExecution launch) {
        launch.setVariable(Variables.IMAGE_RENEWED, true);
        launch.removeVariable(Variables.AWAITED_GENERATION);
        ImageKey key = ImageKey.of((String) launch.getVariable(Variables.IMAGE_KEY));
        images.lock(key);
        images.gone(key, (String) launch.getVariable(Variables.IMAGE_ID));
        launches.imageAwaited(LaunchId.of((String) launch.getVariable(Variables.LAUNCH_ID)));
    }
}

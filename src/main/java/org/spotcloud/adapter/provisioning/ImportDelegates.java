package org.spotcloud.adapter.provisioning;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The delegates that write an import's outcome to the image row, under its lock and for its generation alone. */
@Configuration(proxyBeanMethods = false)
class ImportDelegates {
    @Bean
    JavaDelegate recordImage(Images images) {
        return execution -> {
            ImageKey key = key(execution);
            images.lock(key);
            boolean current = images.ready(
                    key,
                    generation(execution),
                    (String) execution.getVariable(Variables.IMAGE_ID),
                    (String) execution.getVariable(Variables.KERNEL_ID),
                    (String) execution.getVariable(Variables.RAMDISK_ID));
            if (!current) {
                throw new BpmnError(
                        Refusals.SUPERSEDED, "another import of " + key + " has taken the place of this one");
            }
        };
    }

    @Bean
    JavaDelegate refusePackage(Images images) {
        return execution -> {
            ImageKey key = key(execution);
            images.lock(key);
            images.refused(key, generation(execution), (String) execution.getVariable(Variables.CAUSE));
        };
    }

    private static ImageKey key(DelegateExecution execution) {
        return ImageKey.of((String) execution.getVariable(Variables.IMAGE_KEY));
    }

    private static int generation(DelegateExecution execution) {
        return (Integer) execution.getVariable(Variables.GENERATION);
    }
}

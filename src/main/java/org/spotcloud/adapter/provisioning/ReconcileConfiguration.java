package org.spotcloud.adapter.provisioning;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.spotcloud.adapter.catalog.Belongings;
import org.spotcloud.adapter.catalog.Findings;
import org.spotcloud.adapter.catalog.ReconcileRuns;
import org.spotcloud.adapter.catalog.Reconciler;
import org.spotcloud.adapter.machines.InstanceBelongings;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.adapter.settings.ReconcileSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReconcileConfiguration {
    @Bean
    Belongings instanceBelongings(Instances instances, Machines machines, Installation installation) {
        return new InstanceBelongings(instances, machines, installation.id());
    }

    @Bean
    Reconciler reconciler(
            List<Belongings> places, ReconcileRuns runs, Findings findings, ReconcileSettings settings, Clock clock) {
        return new Reconciler(places, runs, findings, settings.grace(), clock);
    }

    @Bean
    JavaDelegate endReconciliation(Reconciler reconciler) {
        return execution -> reconciler.end(UUID.fromString((String) execution.getVariable(Variables.RUN)));
    }
}

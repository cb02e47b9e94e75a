package org.spotcloud.adapter.provisioning;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.Launches;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The delegates that tell a launch's outcome to the machine and its transaction: one call each. */
@Configuration(proxyBeanMethods = false)
class LaunchDelegates {
    @Bean
    JavaDelegate completeOrder(Launches launches) {
        return execution -> launches.fulfilled(launch(execution));
    }

    @Bean
    JavaDelegate failOrder(Launches launches) {
        return execution -> launches.failed(launch(execution), (String) execution.getVariable(Variables.CAUSE));
    }

    @Bean
    JavaDelegate stopLaunch(Launches launches, Machines machines, Waits waits) {
        return execution -> {
            LaunchId launch = launch(execution);
            launches.stopped(launch);
            Machine machine = machines.find(launch).orElseThrow();
            machine.launchProcessId().ifPresent(waits::cancel);
            machine.power().processId().ifPresent(waits::cancel);
        };
    }

    @Bean
    JavaDelegate forgetMachine(Launches launches) {
        return execution -> launches.forgotten(launch(execution));
    }

    private static LaunchId launch(DelegateExecution execution) {
        return LaunchId.of((String) execution.getVariable(Variables.LAUNCH_ID));
    }
}

package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.PowerAction;
import org.spotcloud.adapter.machines.PowerRequest;
import org.spotcloud.adapter.machines.Powers;
import org.spotcloud.adapter.provisioning.Processes.Variables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The delegates that tell what became of a request to the machine's row, and take the next one from there. */
@Configuration(proxyBeanMethods = false)
class PowerDelegates {
    @Bean
    JavaDelegate settlePower(Powers powers) {
        return execution -> {
            PowerRequest done = request(execution.getVariables());
            Optional<PowerRequest> next = powers.settled(launch(execution.getVariables()), done.serial());
            execution.setVariable(Variables.MORE_ASKED, next.isPresent());
            execution.setVariable(Variables.AWAITED_STATE, ChangePower.NOTHING);
            next.ifPresent(request -> {
                execution.setVariable(Variables.POWER, request.action().wireName());
                execution.setVariable(Variables.POWER_SERIAL, request.serial());
            });
        };
    }

    @Bean
    JavaDelegate refusePower(Powers powers) {
        return execution -> powers.refused(launch(execution.getVariables()), request(execution.getVariables()), (String)
                execution.getVariable(Variables.CAUSE));
    }

    private static LaunchId launch(Map<String, Object> variables) {
        return LaunchId.of((String) variables.get(Variables.LAUNCH_ID));
    }

    /** The request that the process is at. */
    static PowerRequest request(Map<String, Object> variables) {
        return new PowerRequest(PowerAction.ofWireName((String) variables.get(Variables.POWER)), (Integer)
                variables.get(Variables.POWER_SERIAL));
    }
}

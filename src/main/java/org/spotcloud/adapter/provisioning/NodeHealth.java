package org.spotcloud.adapter.provisioning;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** A node that takes no work is out of service, and says why. */
@Component
class NodeHealth implements HealthIndicator {
    private final NodeDuty duty;

    NodeHealth(NodeDuty duty) {
        this.duty = duty;
    }

    @Override
    public Health health() {
        return duty.last()
                .idle()
                .map(why -> Health.outOfService().withDetail("cause", why).build())
                .orElseGet(() -> Health.up().build());
    }
}

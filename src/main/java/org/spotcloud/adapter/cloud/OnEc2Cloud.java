package org.spotcloud.adapter.cloud;

import org.spotcloud.adapter.settings.CloudKind;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches when the settings' cloud speaks EC2: every kind but {@code openstack}. */
public final class OnEc2Cloud implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Binder.get(context.getEnvironment())
                        .bind("spotcloud.cloud.kind", CloudKind.class)
                        .orElse(CloudKind.OPENSTACK_EC2)
                != CloudKind.OPENSTACK;
    }
}

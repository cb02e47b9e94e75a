package org.spotcloud.adapter.provisioning.cockpit;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.ReadOnlyIdentityProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.spotcloud.adapter.settings.AdminSettings;
import org.springframework.stereotype.Component;

/** Makes the service's administrator the engine's only user. */
@Component
class OperatorIdentityPlugin extends AbstractProcessEnginePlugin {
    private final String user;

    OperatorIdentityPlugin(AdminSettings settings) {
        user = settings.user();
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setIdentityProviderSessionFactory(new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return ReadOnlyIdentityProvider.class;
            }

            @Override
            public Session openSession() {
                return new OperatorIdentity(user);
            }
        });
    }
}

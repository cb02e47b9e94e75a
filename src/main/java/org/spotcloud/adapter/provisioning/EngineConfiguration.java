package org.spotcloud.adapter.provisioning;

import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
    private static final String ENGINE = "processEngineFactoryBean";
    private static final String MIGRATIONS = "flywayInitializer";

    /** The engine checks its tables when it starts, so they are made before. */
    @Bean
    static BeanFactoryPostProcessor migrationsBeforeEngine() {
        return beans -> {
            if (beans.containsBeanDefinition(ENGINE) && beans.containsBeanDefinition(MIGRATIONS)) {
                BeanDefinition engine = beans.getBeanDefinition(ENGINE);
                String[] before = engine.getDependsOn() == null ? new String[0] : engine.getDependsOn();
                engine.setDependsOn(Stream.concat(Arrays.stream(before), Stream.of(MIGRATIONS))
                        .toArray(String[]::new));
            }
        };
    }
}

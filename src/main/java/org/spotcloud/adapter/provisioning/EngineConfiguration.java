package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
    private static final String ENGINE = "processEngineFactoryBean";
    private static final String MIGRATIONS = "flywayInitializer";

    /** In place of the scripts that Flyway would find and execute itself. */
    @Bean
    FlywayConfigurationCustomizer migrations() {
        return flyway -> {
            try {
                flyway.locations(new String[0])
                        .javaMigrations(
                                Stream.concat(Arrays.stream(flyway.getJavaMigrations()), SqlMigration.all().stream())
                                        .toArray(JavaMigration[]::new));
            } catch (IOException e) {
                throw new UncheckedIOException("The database's migrations cannot be read.", e);
            }
        };
    }

    /**
     * A migration that failed, for want of space say, is executed again at the next start, since its statements may be:
     * Flyway would refuse to.
     */
    @Bean
    FlywayMigrationStrategy failedMigrationsAgain() {
        return flyway -> {
            FailedMigrations.forget(flyway.getConfiguration());
            flyway.migrate();
        };
    }

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

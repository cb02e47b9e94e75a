package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
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
    private static final List<Duration> FIRST_PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final Duration LATER_PAUSE = Duration.ofSeconds(20);
    private static final int LATER_PAUSES = 70;

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

    /**
     * More than twenty minutes of faults that may pass before a job stands as an incident. Soon at first: most often two
     * jobs of a machine have met. The engine takes one repetition or a list of single pauses.
     */
    @Bean
    ProcessEnginePlugin jobRetries() {
        String pauses = Stream.concat(FIRST_PAUSES.stream(), Collections.nCopies(LATER_PAUSES, LATER_PAUSE).stream())
                .map(Duration::toString)
                .collect(Collectors.joining(","));
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.setFailedJobRetryTimeCycle(pauses);
            }
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

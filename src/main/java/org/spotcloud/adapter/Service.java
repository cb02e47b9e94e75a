package org.spotcloud.adapter;

import java.time.Clock;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Supplier;
import org.spotcloud.adapter.settings.Installation;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The service: the endpoint, the engine and the operator's pages. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public class Service {
    /** Starts the service and returns; it runs until the process is told to end. */
    public static void start(String... args) {
        // the engine stores lock times without a zone
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        SpringApplication.run(Service.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Supplier<UUID> idSource() {
        return UUID::randomUUID;
    }

    @Bean("installationId")
    String installationId(Installation installation) {
        return installation.id();
    }
}

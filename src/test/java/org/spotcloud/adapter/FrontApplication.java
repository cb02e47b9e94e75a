package org.spotcloud.adapter;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.spotcloud.adapter.settings.Installation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/**
 * What faces the network (endpoint, pages, Cockpit, and the engine under it), without what works behind the orders. Not a
 * configuration by annotation, so that no other test finds it.
 */
@EnableAutoConfiguration
@ConfigurationPropertiesScan
@ComponentScan(
        excludeFilters = {
            @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
            @Filter(
                    type = FilterType.REGEX,
                    pattern = "org\\.spotcloud\\.adapter\\.(Service|catalog\\.CatalogSync|cloud\\..*|imports\\..*"
                            + "|provisioning\\.(?!cockpit|DeploymentGuard|EngineSchema|EngineConfiguration).*)")
        })
public class FrontApplication {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Supplier<UUID> idSource() {
        return UUID::randomUUID;
    }

    /** One that never starts: there is nothing to compare. */
    @Bean
    Reconciliation reconciliation() {
        return new Reconciliation() {
            @Override
            public Optional<UUID> start() {
                return Optional.empty();
            }

            @Override
            public Optional<UUID> remove(UUID seen) {
                return Optional.empty();
            }
        };
    }

    @Bean("installationId")
    String installationId(Installation installation) {
        return installation.id();
    }
}

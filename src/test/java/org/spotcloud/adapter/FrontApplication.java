package org.spotcloud.adapter;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
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

    @Bean("installationId")
    String installationId(Installation installation) {
        return installation.id();
    }
}

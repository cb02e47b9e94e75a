package org.spotcloud.adapter.hosting;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.Packages;
import org.spotcloud.adapter.machines.Machines;
import org.spotcloud.adapter.settings.Exposure;
import org.spotcloud.adapter.settings.HostingSettings;
import org.spotcloud.adapter.settings.SellSettings;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** The endpoint alone, on a server and a database of its own, with settings of its own: without engine and pages. */
final class Endpoint implements AutoCloseable {
    private final ServletWebServerApplicationContext context;

    private Endpoint(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    /** @param settings as on the command line, without the dashes */
    static Endpoint start(String... settings) {
        Stream<String> own = Stream.of(
                "server.port=0", "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        String[] arguments = Stream.concat(own, Arrays.stream(settings))
                .map(setting -> "--" + setting)
                .toArray(String[]::new);
        return new Endpoint(
                (ServletWebServerApplicationContext) new SpringApplicationBuilder(Alone.class).run(arguments));
    }

    Wire wire() {
        return new Wire(context.getWebServer().getPort());
    }

    /** Offers one size; returns the id of its first template. */
    String offerHardware() {
        HardwareTemplates templates = context.getBean(HardwareTemplates.class);
        templates.sync(List.of(WireCalls.SMALL));
        return templates.offered().get(0).id().toString();
    }

    @Override
    public void close() {
        context.close();
    }

    /** Not a configuration by annotation, so that no other test finds it. */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        WebMvcAutoConfiguration.class
    })
    @EnableConfigurationProperties({HostingSettings.class, SellSettings.class})
    @ComponentScan(
            basePackageClasses = {Endpoint.class, Machines.class},
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Test|IT)(\\$.*)?"))
    @Import({Exposure.class, HardwareTemplates.class, Packages.class})
    static class Alone {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Supplier<UUID> idSource() {
            return UUID::randomUUID;
        }

        @Bean("installationId")
        String installationId() {
            return "test";
        }
    }
}

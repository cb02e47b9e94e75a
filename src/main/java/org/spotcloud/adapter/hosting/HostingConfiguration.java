package org.spotcloud.adapter.hosting;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the endpoint's filter before all others that read or judge requests. */
@Configuration(proxyBeanMethods = false)
public class HostingConfiguration {
    /** The paths of the endpoint, as servlet containers and Spring Security write them. */
    public static final String PATHS = Target.PREFIX + "**";

    /** After the filters that measure, before those that parse forms and before Spring Security's firewall. */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    /** Whether the endpoint's filter knows the caller of that request. */
    public static boolean admitted(HttpServletRequest request) {
        return HostingFilter.admitted(request);
    }

    /** Whether the endpoint answers that path, and nothing else does. */
    public static boolean isHostingPath(String path) {
        return path.startsWith(Target.PREFIX);
    }

    @Bean
    FilterRegistrationBean<HostingFilter> hostingFilter(Gate gate, ErrorAnswers errors) {
        FilterRegistrationBean<HostingFilter> registration =
                new FilterRegistrationBean<>(new HostingFilter(gate, errors));
        registration.addUrlPatterns(Target.PREFIX + "*");
        registration.setOrder(FILTER_ORDER);
        return registration;
    }

    @Bean
    FilterRegistrationBean<HostingErrorFilter> hostingErrorFilter() {
        FilterRegistrationBean<HostingErrorFilter> registration =
                new FilterRegistrationBean<>(new HostingErrorFilter());
        registration.addUrlPatterns("/*");
        registration.setDispatcherTypes(DispatcherType.ERROR);
        registration.setOrder(FILTER_ORDER);
        return registration;
    }

    /**
     * Lets encoded slashes and backslashes pass as they are: clients which encode the question mark put digests, and
     * whatever else is in a query, into the path. On all other paths Spring Security's firewall refuses both.
     */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        });
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> serverRefusals() {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ServerRefusals()));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodies() {
        return factory -> factory.addEngineValves(new UnreadBodies());
    }
}

package org.spotcloud.adapter.provisioning.cockpit;

import org.camunda.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Both filters come after Spring Security's, which has put the user on the request, and before Camunda's own. */
@Configuration(proxyBeanMethods = false)
class CockpitConfiguration {
    private static final String PAGES = "/camunda/app/*";
    private static final String API = "/camunda/api/*";

    private static final int AFTER_SPRING_SECURITY = 100;

    @Bean
    FilterRegistrationBean<CockpitApiFilter> cockpitApiFilter() {
        FilterRegistrationBean<CockpitApiFilter> registration = new FilterRegistrationBean<>(new CockpitApiFilter());
        registration.addUrlPatterns(API);
        registration.setOrder(AFTER_SPRING_SECURITY);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ContainerBasedAuthenticationFilter> cockpitLogin() {
        FilterRegistrationBean<ContainerBasedAuthenticationFilter> registration =
                new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
        registration.addInitParameter(
                ProcessEngineAuthenticationFilter.AUTHENTICATION_PROVIDER_PARAM,
                OperatorAuthentication.class.getName());
        registration.addUrlPatterns(PAGES, API);
        registration.setOrder(AFTER_SPRING_SECURITY + 1);
        return registration;
    }
}

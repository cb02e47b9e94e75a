package org.spotcloud.adapter;

import org.spotcloud.adapter.hosting.HostingConfiguration;
import org.spotcloud.adapter.settings.AdminSettings;
import org.spotcloud.adapter.settings.EngineRestSettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.server.CookieSameSiteSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Who may call what: one chain for each kind of caller, and the last one for everything that no other one takes. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class WebSecurity {
    private static final String ADMIN = "ADMIN";
    private static final String LOGIN = "/login";
    private static final String COCKPIT_API = "/camunda/api/**";

    /** What all pages of ours live on: no inline script or style, nothing from elsewhere, no frame around. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=()";

    @Bean
    FilterRegistrationBean<EarlyFirewall> earlyFirewall() {
        FilterRegistrationBean<EarlyFirewall> registration = new FilterRegistrationBean<>(new EarlyFirewall());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** The endpoint's own filter has judged the caller by now; this makes sure that nobody comes in past it. */
    @Bean
    @Order(1)
    SecurityFilterChain hostingChain(HttpSecurity http) throws Exception {
        return http.securityMatcher(paths(HostingConfiguration.PATHS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(calls -> calls.anyRequest()
                        .access((caller, call) ->
                                new AuthorizationDecision(HostingConfiguration.admitted(call.getRequest()))))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain engineRestChain(HttpSecurity http, EngineRestSettings settings) throws Exception {
        http.securityMatcher(paths("/engine-rest/**"))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        return settings.enabled()
                ? http.httpBasic(Customizer.withDefaults())
                        .authorizeHttpRequests(calls -> calls.anyRequest().hasRole(ADMIN))
                        .build()
                : http.authorizeHttpRequests(calls -> calls.anyRequest().denyAll())
                        .build();
    }

    /** Cockpit brings protection against forged requests and headers of its own; its log-out is ours. */
    @Bean
    @Order(3)
    SecurityFilterChain cockpitChain(HttpSecurity http) throws Exception {
        return http.securityMatcher(paths("/camunda/**"))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(calls -> calls.anyRequest().hasRole(ADMIN))
                .logout(logout -> logout.logoutRequestMatcher(PathPatternRequestMatcher.withDefaults()
                                .matcher(HttpMethod.POST, "/camunda/api/admin/auth/user/*/logout"))
                        .logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
                .exceptionHandling(refusal -> refusal.defaultAuthenticationEntryPointFor(
                                new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), paths(COCKPIT_API))
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint(LOGIN), paths("/camunda/**")))
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain pagesChain(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(calls -> calls.requestMatchers(
                                paths(LOGIN),
                                paths("/error"),
                                paths("/actuator/health"),
                                paths("/assets/**"),
                                paths("/openapi.yaml"),
                                paths("/favicon.ico"))
                        .permitAll()
                        .anyRequest()
                        .hasRole(ADMIN))
                .formLogin(login -> login.loginPage(LOGIN).defaultSuccessUrl("/"))
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS_POLICY)))
                .build();
    }

    /** Spring Security would time each of its filters for each request, for figures that nobody sees. */
    @Bean
    SecurityObservationSettings noSecurityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new BCryptPasswordEncoder();
    }

    @Bean
    UserDetailsService administrator(AdminSettings settings, PasswordEncoder encoder) {
        String password = AdminPassword.of(settings).reveal();
        return new InMemoryUserDetailsManager(User.withUsername(settings.user())
                .password(encoder.encode(password))
                .roles(ADMIN)
                .build());
    }

    /** Another site can neither post with the operator's session nor read with it. */
    @Bean
    CookieSameSiteSupplier sameSiteCookies() {
        return CookieSameSiteSupplier.ofLax();
    }

    /** By the whole path: a matcher by a plain string would look at the servlet's part of it. */
    private static RequestMatcher paths(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }
}

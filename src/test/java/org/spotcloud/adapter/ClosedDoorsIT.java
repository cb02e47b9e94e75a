package org.spotcloud.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.machines.Machine;
import org.spotcloud.adapter.machines.Provisioning;
import org.spotcloud.adapter.provisioning.cockpit.EngineCalls;
import org.spotcloud.lab.Browser;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every path of the application, of Cockpit and of the engine's REST API, called by those who may not. */
@SpringBootTest(
        classes = FrontApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:doors;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "spotcloud.admin.password=" + ClosedDoorsIT.PASSWORD,
            "spotcloud.workspace.dir=target/test-workspace",
            "camunda.bpm.job-execution.enabled=false"
        })
@Import(ClosedDoorsIT.Unordered.class)
class ClosedDoorsIT {
    static final String PASSWORD = "operator";

    private static final String COCKPIT_ENGINE = "/camunda/api/engine";
    private static final Set<String> OPEN = Set.of("/login", "/error");

    @LocalServerPort
    private int port;

    @Autowired
    private UserDetailsService users;

    @Autowired
    private PasswordEncoder encoder;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    private final SortedSet<String> letIn = new TreeSet<>();

    @BeforeEach
    void addViewer() {
        InMemoryUserDetailsManager manager = (InMemoryUserDetailsManager) users;
        if (!manager.userExists("viewer")) {
            manager.createUser(User.withUsername("viewer")
                    .password(encoder.encode(PASSWORD))
                    .roles("VIEWER")
                    .build());
        }
    }

    @Test
    void nobodyCallsTheEnginesRestApi() {
        Browser admin = admin();
        for (Browser browser : List.of(new Browser(port), admin)) {
            for (String call : EngineCalls.all()) {
                String[] parts = call.split(" ", 2);
                expect(browser.call(parts[0], "/engine-rest" + parts[1], "{}"), 403, call);
            }
        }
        assertThat(letIn).isEmpty();
    }

    @Test
    void strangersGetNothingOfCockpit() {
        Browser stranger = new Browser(port);
        Browser viewer = viewer();
        for (String call : EngineCalls.all()) {
            String[] parts = call.split(" ", 2);
            expect(stranger.call(parts[0], COCKPIT_ENGINE + parts[1], "{}"), 401, call);
            expect(viewer.call(parts[0], COCKPIT_ENGINE + parts[1], "{}"), 403, call);
        }
        for (String path : List.of(
                "/camunda/api/cockpit/plugin/base/default/incident",
                "/camunda/api/admin/auth/user/default",
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/tasklist/plugin/x",
                "/camunda/api/welcome/plugin/x")) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
                expect(stranger.call(method, path, "{}"), 401, method + " " + path);
                expect(viewer.call(method, path, "{}"), 403, method + " " + path);
            }
        }
        for (String path : List.of(
                "/camunda",
                "/camunda/",
                "/camunda/app/",
                "/camunda/app/cockpit/default/",
                "/camunda/app/admin/default/setup/",
                "/camunda/app/tasklist/default/",
                "/camunda/lib/deps.js")) {
            HttpResponse<String> response = stranger.get(path);
            expect(response, 302, path);
            assertThat(response.headers().firstValue("Location").orElse("")).endsWith("/login");
            expect(viewer.get(path), 403, path);
        }
        assertThat(letIn).isEmpty();
    }

    @Test
    void strangersGetNoPageButTheLogin() {
        Set<String> patterns = new TreeSet<>();
        requestMappingHandlerMapping
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> patterns.addAll(mapping.getPatternValues()));
        assertThat(patterns).contains("/", "/login", "/error");
        Browser viewer = viewer();
        for (String pattern : patterns) {
            if (!OPEN.contains(pattern) && !pattern.startsWith("/rest/hosting")) {
                String path = pattern.replaceAll("\\{[^}]*}|\\*+", "x");
                expect(new Browser(port).get(path), 302, path);
                expect(viewer.get(path), 403, path);
            }
        }
        for (String path : List.of(
                "/actuator", "/actuator/env", "/actuator/health/db", "/nothing", "/webjars/camunda/index.html")) {
            expect(new Browser(port).get(path), 302, path);
        }
        assertThat(letIn).isEmpty();
    }

    @Test
    void theAdministratorReachesCockpitByTheSameLogin() {
        Browser admin = admin();
        HttpResponse<String> page = admin.get("/camunda/app/cockpit/default/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Cockpit");
        HttpResponse<String> user = admin.call("GET", "/camunda/api/admin/auth/user/default", "");
        assertThat(user.statusCode()).isEqualTo(200);
        assertThat(user.body()).contains("\"userId\":\"admin\"").contains("cockpit");
        assertThat(admin.call("GET", COCKPIT_ENGINE + "/engine/default/user/admin/profile", "")
                        .body())
                .contains("\"id\":\"admin\"");
        HttpResponse<String> definitions =
                admin.call("GET", COCKPIT_ENGINE + "/engine/default/process-definition/count", "");
        assertThat(definitions.body()).isEqualTo("{\"count\":6}");
    }

    @Test
    void theAdministratorAsksAndIntervenesThroughCockpit() {
        Browser admin = admin();
        admin.get("/camunda/app/cockpit/default/");
        HttpResponse<String> query =
                admin.call("POST", COCKPIT_ENGINE + "/engine/default/process-instance/count", "{}");
        assertThat(query.statusCode()).as(query.body()).isEqualTo(200);
        HttpResponse<String> incidents =
                admin.call("POST", "/camunda/api/cockpit/plugin/base/default/incident/count", "{}");
        assertThat(incidents.statusCode()).as(incidents.body()).isEqualTo(200);
        String instance =
                runtime.startProcessInstanceByKey("instance-terminate").getId();
        String path = COCKPIT_ENGINE + "/engine/default/process-instance/" + instance;
        assertThat(admin.call("PUT", path + "/suspended/", "{\"suspended\":true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(admin.call("DELETE", path, "").statusCode()).isEqualTo(204);
    }

    @Test
    void evenTheAdministratorDeploysAndSetsUpNothing() {
        Browser admin = admin();
        admin.get("/camunda/app/cockpit/default/");
        long before = repository.createDeploymentQuery().count();
        for (String call : List.of(
                "POST /engine/engine/default/deployment/create",
                "POST /engine/engine/default/process-definition/key/instance-launch/start",
                "POST /engine/engine/default/message",
                "POST /engine/engine/default/user/create",
                "POST /admin/setup/default/user/create",
                "POST /admin/auth/user/default/login/cockpit")) {
            String[] parts = call.split(" ", 2);
            expect(admin.call(parts[0], "/camunda/api" + parts[1], "{}"), 403, call);
        }
        HttpResponse<String> setup = admin.get("/camunda/app/admin/default/setup/");
        assertThat(setup.statusCode()).isEqualTo(302);
        assertThat(setup.headers().firstValue("Location").orElse("")).doesNotContain("setup");
        assertThat(letIn).isEmpty();
        assertThat(repository.createDeploymentQuery().count()).isEqualTo(before);
    }

    @Test
    void loggingOutOfCockpitEndsTheSession() {
        Browser admin = admin();
        admin.get("/camunda/app/cockpit/default/");
        assertThat(admin.call("POST", "/camunda/api/admin/auth/user/default/logout", "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(admin.get("/").statusCode()).isEqualTo(302);
        assertThat(admin.get("/camunda/app/cockpit/default/").statusCode()).isEqualTo(302);
    }

    @Test
    void loginsAreNewSessionsAndWrongOnesAreNone() {
        Browser browser = new Browser(port);
        browser.get("/login");
        String before = browser.cookie("JSESSIONID");
        assertThat(browser.login("admin", "wrong")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .endsWith("/login?error");
        assertThat(browser.get("/").statusCode()).isEqualTo(302);
        browser.login("admin", PASSWORD);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        assertThat(browser.cookie("JSESSIONID")).isNotEmpty().isNotEqualTo(before);
        assertThat(browser.submit("/", "/logout", "x=1")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .endsWith("/login?logout");
        assertThat(browser.get("/").statusCode()).isEqualTo(302);
    }

    @Test
    void pagesTakeNoForgedForms() {
        Browser admin = admin();
        HttpResponse<String> forged = admin.submit("/assets/spotcloud.css", "/logout", "x=1");
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(admin.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesSayWhatBrowsersMayDo() {
        HttpResponse<String> login = new Browser(port).get("/login");
        assertThat(login.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(login.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(login.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(login.headers().firstValue("Set-Cookie").orElse(""))
                .contains("HttpOnly")
                .contains("SameSite=Lax");
        assertThat(login.body())
                .doesNotContain("style=")
                .doesNotContain("onclick")
                .doesNotContain("<style");
    }

    @Test
    void healthIsOpenAndSaysOnlyUpOrDown() {
        HttpResponse<String> health = new Browser(port).call("GET", "/actuator/health", "");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    private Browser admin() {
        return loggedIn("admin");
    }

    private Browser viewer() {
        return loggedIn("viewer");
    }

    private Browser loggedIn(String user) {
        Browser browser = new Browser(port);
        assertThat(browser.login(user, PASSWORD)
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .doesNotContain("error");
        return browser;
    }

    /** Collects what was let in, so that a failure names all of it. */
    private void expect(HttpResponse<String> response, int status, String call) {
        if (response.statusCode() != status) {
            letIn.add(call + ": " + response.statusCode());
        }
    }

    /** Nothing is ordered here. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Unordered {
        @Bean
        Provisioning provisioning() {
            return new Provisioning() {
                @Override
                public Optional<String> overload(ImageKey image) {
                    return Optional.empty();
                }

                @Override
                public String launch(Machine machine) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public String terminate(Machine machine) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public boolean isLaunching(Machine machine) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public boolean canStop(Machine machine) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public String changePower(Machine machine) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void endPowerChange(Machine machine) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }
}

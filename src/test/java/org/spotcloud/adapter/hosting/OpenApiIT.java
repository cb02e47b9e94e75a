package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description that the service serves says what its controllers do, no more and no less. */
@OnTheWire
class OpenApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OPERATIONS = Set.of("get", "put", "post", "delete");

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private JsonNode description;

    @BeforeEach
    void fetch() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/openapi.yaml"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(answer.body());
        description = JSON.valueToTree(yaml);
    }

    @Test
    void hasEveryCallOfTheControllers() {
        Map<String, Set<String>> described = new TreeMap<>();
        description.get("paths").fields().forEachRemaining(path -> {
            Set<String> operations = new TreeSet<>();
            path.getValue().fieldNames().forEachRemaining(operations::add);
            operations.retainAll(OPERATIONS);
            described.put(path.getKey(), operations);
        });

        assertThat(described).isEqualTo(calls());
    }

    @Test
    void hasEveryMemberOfTheAnswers() {
        Set<Class<?>> seen = new HashSet<>();
        mappings.getHandlerMethods().values().stream()
                .filter(OpenApiIT::isDescribed)
                .forEach(method -> check(method.getMethod().getGenericReturnType(), seen));
        // encoded by the time that its controller has it
        check(MachineAnswers.MachineList.class, seen);

        assertThat(seen).hasSizeGreaterThan(15);
    }

    @Test
    void refersToWhatIsThere() {
        description.findValuesAsText("$ref").forEach(reference -> assertThat(
                        description.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    /** What the controllers answer otherwise than with an error; any method, where they take any, as GET. */
    private Map<String, Set<String>> calls() {
        Map<String, Set<String>> calls = new TreeMap<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            if (isDescribed(method)) {
                Set<String> methods = methods(mapping);
                mapping.getPatternValues().forEach(path -> calls.computeIfAbsent(path, key -> new TreeSet<>())
                        .addAll(methods));
            }
        });
        return calls;
    }

    private static Set<String> methods(RequestMappingInfo mapping) {
        Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
        return methods.isEmpty()
                ? Set.of("get")
                : methods.stream()
                        .map(method -> method.name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.toSet());
    }

    private static boolean isDescribed(HandlerMethod method) {
        return method.getBeanType().getPackage().equals(OpenApiIT.class.getPackage())
                && method.getMethod().getReturnType() != void.class;
    }

    private void check(Type type, Set<Class<?>> seen) {
        JavaType resolved = JSON.constructType(type);
        if (resolved.isCollectionLikeType()) {
            check(resolved.getContentType(), seen);
            return;
        }
        Class<?> record = resolved.getRawClass();
        if (!record.isAnnotationPresent(WireForm.class) || !seen.add(record)) {
            return;
        }
        JsonNode properties = description.at("/components/schemas/" + record.getSimpleName() + "/properties");
        Set<String> members = JSON.getSerializationConfig().introspect(resolved).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toSet());
        assertThat(StreamSupport.stream(((Iterable<String>) properties::fieldNames).spliterator(), false))
                .as(record.getSimpleName())
                .containsExactlyInAnyOrderElementsOf(members);
        for (RecordComponent component : record.getRecordComponents()) {
            check(component.getGenericType(), seen);
        }
    }
}

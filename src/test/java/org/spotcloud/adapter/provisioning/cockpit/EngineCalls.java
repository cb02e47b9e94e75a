package org.spotcloud.adapter.provisioning.cockpit;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.engine.rest.impl.CamundaRestResources;

/** All calls that the engine's REST API has, as its own annotations tell. */
public final class EngineCalls {
    private static final int DEEPEST = 6;

    private final SortedSet<String> calls = new TreeSet<>();

    private EngineCalls() {}

    /** Each as {@code METHOD path}, below the API's root; parameters of paths are filled in. */
    public static SortedSet<String> all() {
        EngineCalls found = new EngineCalls();
        for (Class<?> resource : CamundaRestResources.getResourceClasses()) {
            path(resource).forEach(path -> found.walk(resource, path, DEEPEST, new HashSet<>()));
        }
        return found.calls;
    }

    private void walk(Class<?> resource, String prefix, int depth, Set<Class<?>> above) {
        if (depth == 0 || !above.add(resource)) {
            return;
        }
        for (Method method : resource.getMethods()) {
            String path = prefix
                    + annotated(method, Path.class)
                            .map(annotation -> "/" + annotation.value())
                            .findFirst()
                            .orElse("");
            Set<String> verbs = verbs(method);
            verbs.forEach(verb -> calls.add(verb + " " + fill(path)));
            if (verbs.isEmpty() && annotated(method, Path.class).findAny().isPresent()) {
                walk(method.getReturnType(), path, depth - 1, new HashSet<>(above));
            }
        }
    }

    private static Stream<String> path(Class<?> resource) {
        return Stream.ofNullable(resource.getAnnotation(Path.class)).map(path -> "/" + path.value());
    }

    private static Set<String> verbs(Method method) {
        Set<String> verbs = new HashSet<>();
        declarations(method)
                .flatMap(declared -> Arrays.stream(declared.getAnnotations()))
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .forEach(verb -> verbs.add(verb.value()));
        return verbs;
    }

    private static <A extends Annotation> Stream<A> annotated(Method method, Class<A> type) {
        return declarations(method)
                .map(declared -> declared.getAnnotation(type))
                .filter(found -> found != null);
    }

    /** The method in its class and wherever its class inherits it from. */
    private static Stream<Method> declarations(Method method) {
        return supertypes(method.getDeclaringClass())
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(other -> other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
    }

    private static Stream<Class<?>> supertypes(Class<?> type) {
        Stream<Class<?>> above =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()));
        return Stream.concat(Stream.of(type), above.flatMap(EngineCalls::supertypes));
    }

    private static String fill(String path) {
        return path.replaceAll("\\{[^/]*\\}", "x").replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    }
}

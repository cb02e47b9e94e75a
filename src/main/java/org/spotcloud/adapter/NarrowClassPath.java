package org.spotcloud.adapter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;

/**
 * The part of the class path that the command line needs. In the executable jar, a class is looked for in 160 nested
 * jars, one after the other and each to be opened first: that takes a second before the first command runs. Of these,
 * the command line needs four. Spring cannot be loaded from here at all.
 */
final class NarrowClassPath {
    private static final String OUR_CLASSES = "/!BOOT-INF/classes/";
    private static final List<String> LIBRARIES =
            List.of("/picocli-", "/commons-compress-", "/commons-io-", "/commons-lang3-", "/jna-");

    private NarrowClassPath() {}

    /** Calls that class's main method; outside the executable jar, on the class path as it is. */
    static void callMain(String className, String[] args) throws ReflectiveOperationException {
        ClassLoader loader = Adapter.class.getClassLoader();
        if (loader instanceof URLClassLoader wide) {
            loader = new URLClassLoader(
                    Arrays.stream(wide.getURLs())
                            .filter(NarrowClassPath::isNeeded)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }
        Thread.currentThread().setContextClassLoader(loader);
        Method main = loader.loadClass(className).getDeclaredMethod("main", String[].class);
        try {
            main.invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the command failed", e.getCause());
        }
    }

    private static boolean isNeeded(URL url) {
        String path = url.getPath();
        return path.contains(OUR_CLASSES) || LIBRARIES.stream().anyMatch(path::contains);
    }
}

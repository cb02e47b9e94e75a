package org.spotcloud.adapter.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.spotcloud.adapter.catalog.PlainText;
import org.spotcloud.adapter.diskimage.ext.ExtFileSystem;

/** What the files of a root file system say of the operating system on it. */
final class OperatingSystem {
    /** See os-release(5) of systemd. */
    private static final String OS_RELEASE = "/etc/os-release";
    /** Of Red Hat's and its descendants before they had the other. */
    private static final String REDHAT_RELEASE = "/etc/redhat-release";
    /** Of Debian's before it had the other; the version alone. */
    private static final String DEBIAN_VERSION = "/etc/debian_version";

    private static final String DEBIAN = "Debian GNU/Linux ";
    private static final int LONGEST = 200;

    private OperatingSystem() {}

    /** Its name and version as people write it; empty when none of the files is there or says anything. */
    static Optional<String> of(ExtFileSystem root) {
        return TextFile.read(root, OS_RELEASE)
                .flatMap(OperatingSystem::inOsRelease)
                .or(() -> TextFile.read(root, REDHAT_RELEASE).flatMap(OperatingSystem::firstLine))
                .or(() -> TextFile.read(root, DEBIAN_VERSION)
                        .flatMap(OperatingSystem::firstLine)
                        .map(DEBIAN::concat))
                .map(PlainText::of)
                .map(name -> name.substring(0, Math.min(name.length(), LONGEST)));
    }

    private static Optional<String> inOsRelease(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && line.indexOf('=') > 0)
                .forEach(line -> values.put(
                        line.substring(0, line.indexOf('=')), unquoted(line.substring(line.indexOf('=') + 1))));
        return filled(values.get("PRETTY_NAME"))
                .or(() -> filled(values.get("NAME")).map(name -> filled(values.get("VERSION"))
                        .or(() -> filled(values.get("VERSION_ID")))
                        .map(version -> name + " " + version)
                        .orElse(name)));
    }

    private static Optional<String> firstLine(String text) {
        return text.lines().findFirst().flatMap(OperatingSystem::filled);
    }

    private static Optional<String> filled(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The value of a shell's assignment: in quotes of either kind or none; a backslash takes what follows as it is. */
    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        return quoted && value.charAt(0) == '\'' ? inner : inner.replaceAll("\\\\(.)", "$1");
    }
}

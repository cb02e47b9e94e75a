package org.spotcloud.adapter.imports.bootmenu;

import java.util.LinkedHashMap;
import java.util.Map;

/** GRUB 2's environment block: {@code grubenv}, lines of {@code name=value}. */
final class GrubEnvironment {
    static final String SAVED_ENTRY = "saved_entry";

    private static final String FILE = "/grubenv";
    private static final String FILLING = "#";

    private GrubEnvironment() {}

    /** The variables that are saved in that folder. */
    static Map<String, String> read(BootFolder disk, String folder) {
        Map<String, String> variables = new LinkedHashMap<>();
        disk.text(folder + FILE).stream()
                .flatMap(String::lines)
                .filter(line -> !line.startsWith(FILLING) && line.indexOf('=') > 0)
                .forEach(line -> variables.put(
                        line.substring(0, line.indexOf('=')),
                        line.substring(line.indexOf('=') + 1).replaceAll("\\\\(.)", "$1")));
        return variables;
    }
}

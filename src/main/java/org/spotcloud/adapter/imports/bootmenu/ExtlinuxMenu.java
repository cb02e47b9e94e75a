package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The menu of EXTLINUX and SYSLINUX; see the Syslinux wiki, "Config". */
final class ExtlinuxMenu {
    private static final String APPENDED_RAMDISK = "initrd=";

    private final String folder;
    private final Map<String, String> kernels = new LinkedHashMap<>();
    private final Map<String, List<String>> ramdisks = new LinkedHashMap<>();
    private String label = "";
    private String wanted = "";

    private ExtlinuxMenu(String folder) {
        this.folder = folder;
    }

    /**
     * What the menu starts.
     *
     * @param folder the menu's, which paths without a slash at their beginning count from
     */
    static Optional<BootEntry> defaultEntry(String text, String folder) {
        ExtlinuxMenu menu = new ExtlinuxMenu(folder);
        text.lines().map(String::strip).forEach(menu::read);
        String chosen = menu.kernels.containsKey(menu.wanted)
                ? menu.wanted
                : menu.kernels.keySet().stream().findFirst().orElse("");
        return Optional.ofNullable(menu.kernels.get(chosen))
                .map(kernel -> new BootEntry(kernel, menu.ramdisks.getOrDefault(chosen, List.of())));
    }

    private void read(String line) {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        switch (words[0].toUpperCase(Locale.ROOT)) {
            case "DEFAULT" -> wanted = rest;
            case "LABEL" -> label = rest;
            case "KERNEL", "LINUX" -> kernels.put(label, path(rest.split("\\s+")[0]));
            case "INITRD" -> ramdisks.put(label, paths(rest));
            case "MENU" -> wanted = rest.equalsIgnoreCase("default") ? label : wanted;
            case "APPEND" ->
                Arrays.stream(rest.split("\\s+"))
                        .filter(word -> word.startsWith(APPENDED_RAMDISK))
                        .forEach(word -> ramdisks.put(label, paths(word.substring(APPENDED_RAMDISK.length()))));
            default -> {} // how the menu looks, and what the kernel is told
        }
    }

    private List<String> paths(String words) {
        List<String> paths = new ArrayList<>();
        for (String word : words.split("[,\\s]+")) {
            if (!word.isEmpty()) {
                paths.add(path(word));
            }
        }
        return paths;
    }

    private String path(String word) {
        return word.startsWith("/") ? word : folder + "/" + word;
    }
}

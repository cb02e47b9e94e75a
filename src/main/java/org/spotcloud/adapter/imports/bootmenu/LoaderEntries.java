package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries of the Boot Loader Specification (type 1): a file each. */
final class LoaderEntries {
    private static final List<String> FOLDERS = List.of("/boot/loader/entries", "/loader/entries");
    private static final String ENDING = ".conf";
    private static final int MAX_ENTRIES = 256;

    private LoaderEntries() {}

    /**
     * Reads them in the order of GRUB's menu: the highest version first.
     *
     * @param variables GRUB's; a word that names another one is left out
     */
    static List<MenuItem> read(BootFolder disk, Map<String, String> variables) {
        List<MenuItem> items = new ArrayList<>();
        for (String folder : FOLDERS) {
            disk.names(folder).stream()
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted(new VersionOrder().reversed())
                    .limit(MAX_ENTRIES)
                    .flatMap(id ->
                            disk.text(folder + "/" + id + ENDING).flatMap(text -> item(id, text, variables)).stream())
                    .forEach(items::add);
            if (!items.isEmpty()) {
                break;
            }
        }
        return items;
    }

    private static Optional<MenuItem> item(String id, String text, Map<String, String> variables) {
        String title = "";
        Optional<String> kernel = Optional.empty();
        List<String> ramdisks = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            String[] words = line.split("\\s+");
            switch (words[0]) {
                case "title" -> title = line.substring(words[0].length()).strip();
                case "linux" -> kernel = words.length > 1 ? BootEntry.path(words[1]) : kernel;
                case "initrd" -> {
                    for (int i = 1; i < words.length; i++) {
                        String word =
                                words[i].startsWith("$") ? variables.getOrDefault(words[i].substring(1), "") : words[i];
                        BootEntry.path(word).ifPresent(ramdisks::add);
                    }
                }
                default -> {} // options and others do not say which kernel
            }
        }
        if (kernel.isEmpty()) {
            return Optional.empty();
        }
        MenuItem item = new MenuItem(title, id);
        item.kernel(kernel.get());
        ramdisks.forEach(item::addRamdisk);
        return Optional.of(item);
    }
}

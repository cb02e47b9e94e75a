package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The menu of GRUB legacy (0.97): {@code menu.lst}, {@code grub.conf}. */
final class LegacyMenu {
    private static final Pattern GAP = Pattern.compile("[\\s=]+");
    private static final Pattern INDEX = Pattern.compile("\\d{1,4}");
    private static final String COMMENT = "#";
    private static final String OPTION = "--";
    private static final String SAVED = "saved";

    /** What stands below a title. */
    private static final class Entry {
        private Optional<String> kernel = Optional.empty();
        private Optional<String> ramdisk = Optional.empty();
    }

    private LegacyMenu() {}

    /**
     * What the menu starts.
     *
     * @param saved the file {@code default}, whose first line counts for {@code default saved}
     */
    static Optional<BootEntry> defaultEntry(String text, Optional<String> saved) {
        List<Entry> entries = new ArrayList<>();
        String wanted = "";
        for (String line : text.lines().map(String::strip).toList()) {
            String[] words = GAP.split(line, 2);
            String rest = words.length > 1 ? words[1] : "";
            if (words[0].equals("title")) {
                entries.add(new Entry());
            } else if (words[0].equals("default") && entries.isEmpty()) {
                wanted = rest.strip();
            } else if (!entries.isEmpty() && !line.startsWith(COMMENT)) {
                read(words[0], rest, entries.get(entries.size() - 1));
            }
        }
        if (wanted.equals(SAVED)) {
            wanted = saved.flatMap(content -> content.lines().findFirst())
                    .map(String::strip)
                    .orElse("");
        }
        int index = INDEX.matcher(wanted).matches() ? Integer.parseInt(wanted) : 0;
        return entries.isEmpty() ? Optional.empty() : started(entries.get(index < entries.size() ? index : 0));
    }

    private static void read(String command, String rest, Entry entry) {
        Optional<String> path = Arrays.stream(rest.split("\\s+"))
                .filter(word -> !word.startsWith(OPTION))
                .findFirst()
                .flatMap(BootEntry::path);
        if (command.equals("kernel")) {
            entry.kernel = path;
        } else if (command.equals("initrd")) {
            entry.ramdisk = path;
        }
    }

    private static Optional<BootEntry> started(Entry entry) {
        return entry.kernel.map(
                kernel -> new BootEntry(kernel, entry.ramdisk.stream().toList()));
    }
}

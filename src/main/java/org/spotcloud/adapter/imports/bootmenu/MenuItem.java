package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An item of GRUB 2's menu, while its configuration is read: an entry, or a submenu with items of its own. */
final class MenuItem {
    private static final Pattern STEP = Pattern.compile("(?<!>)>(?!>)");
    /** Microcode, the ramdisk, what a distribution lays over it. */
    private static final int MAX_RAMDISKS = 16;

    private static final Pattern INDEX = Pattern.compile("\\d{1,4}");

    private final String title;
    private final String id;
    private final List<MenuItem> items = new ArrayList<>();
    private final List<String> ramdisks = new ArrayList<>();
    private String kernel = "";

    MenuItem(String title, String id) {
        this.title = title;
        this.id = id;
    }

    /** The items of a submenu, to add to. */
    List<MenuItem> items() {
        return items;
    }

    void kernel(String path) {
        kernel = path;
    }

    void addRamdisk(String path) {
        if (ramdisks.size() < MAX_RAMDISKS) {
            ramdisks.add(path);
        }
    }

    /**
     * The entry that GRUB starts.
     *
     * @param wanted an index, a title or an id; with {@code >} between those of a submenu and of its item
     * @return empty when there is no entry, or it starts something else than Linux
     */
    static Optional<BootEntry> choose(List<MenuItem> items, String wanted) {
        List<MenuItem> level = items;
        MenuItem chosen = null;
        String[] steps = STEP.split(wanted, -1);
        for (int depth = 0; !level.isEmpty(); depth++) {
            chosen = find(level, depth < steps.length ? steps[depth].replace(">>", ">") : "");
            level = chosen.items;
        }
        return chosen == null || chosen.kernel.isEmpty()
                ? Optional.empty()
                : Optional.of(new BootEntry(chosen.kernel, chosen.ramdisks));
    }

    /** GRUB takes the first of those that a name does not tell. */
    private static MenuItem find(List<MenuItem> items, String name) {
        if (INDEX.matcher(name).matches()) {
            int index = Integer.parseInt(name);
            return items.get(index < items.size() ? index : 0);
        }
        return items.stream()
                .filter(item -> !name.isEmpty() && (item.title.equals(name) || item.id.equals(name)))
                .findFirst()
                .orElse(items.get(0));
    }
}

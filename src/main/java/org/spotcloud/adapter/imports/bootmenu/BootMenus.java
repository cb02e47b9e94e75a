package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The boot loaders' configurations on a file system: GRUB 2 (its manual, chapters 15 and 16), the Boot Loader
 * Specification's entries, GRUB legacy, EXTLINUX. They are hostile input: whatever is strange or too large is a
 * configuration that says nothing.
 */
public final class BootMenus {
    private static final List<String> GRUB_FOLDERS = List.of("/boot/grub", "/boot/grub2", "/grub", "/grub2");
    private static final List<String> LEGACY_MENUS = List.of("/menu.lst", "/grub.conf");
    private static final String GRUB_MENU = "/grub.cfg";
    private static final String LEGACY_SAVED = "/default";
    private static final List<String> EXTLINUX_MENUS = List.of(
            "/boot/extlinux/extlinux.conf",
            "/extlinux/extlinux.conf",
            "/boot/extlinux.conf",
            "/extlinux.conf",
            "/boot/syslinux/syslinux.cfg",
            "/syslinux/syslinux.cfg");

    private BootMenus() {}

    /**
     * What each configuration starts by default, the likeliest first. Whether the files are there is not looked at.
     *
     * @param disk the file system with the kernels: the root's, or a boot partition's
     */
    public static List<BootEntry> defaults(BootFolder disk) {
        List<BootEntry> found = new ArrayList<>();
        for (String folder : GRUB_FOLDERS) {
            disk.text(folder + GRUB_MENU)
                    .flatMap(text -> new GrubMenu(disk, folder).defaultEntry(text))
                    .ifPresent(found::add);
        }
        specifiedEntry(disk).ifPresent(found::add);
        for (String folder : GRUB_FOLDERS) {
            for (String menu : LEGACY_MENUS) {
                disk.text(folder + menu)
                        .flatMap(text -> LegacyMenu.defaultEntry(text, disk.text(folder + LEGACY_SAVED)))
                        .ifPresent(found::add);
            }
        }
        for (String menu : EXTLINUX_MENUS) {
            String folder = menu.substring(0, menu.lastIndexOf('/'));
            disk.text(menu)
                    .flatMap(text -> ExtlinuxMenu.defaultEntry(text, folder))
                    .ifPresent(found::add);
        }
        return found.stream().distinct().toList();
    }

    /** For a disk whose GRUB has its configuration on a partition that is not read, as with UEFI. */
    private static Optional<BootEntry> specifiedEntry(BootFolder disk) {
        Optional<String> saved = GRUB_FOLDERS.stream()
                .map(folder -> GrubEnvironment.read(disk, folder))
                .flatMap(variables -> Optional.ofNullable(variables.get(GrubEnvironment.SAVED_ENTRY)).stream())
                .findFirst();
        return MenuItem.choose(LoaderEntries.read(disk, Map.of()), saved.orElse(""));
    }
}

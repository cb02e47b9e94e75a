package org.spotcloud.adapter.cloud.publishing;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.settings.Installation;

/**
 * Which of our images it is: one file of one generation of one import of this installation. Its text is the name that the
 * image is registered under, and by which it is found again.
 */
record ImageName(Installation installation, ImageKey key, int generation, Publication.Kind kind) {
    private static final Pattern NAME = Pattern.compile(
            "sc-([0-9a-f]{8})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\\w+)-g(\\d{1,9})-(machine|kernel|ramdisk)");

    static ImageName of(Installation installation, Publication publication) {
        return new ImageName(installation, publication.key(), publication.generation(), publication.kind());
    }

    /** What all names of an installation begin with. */
    static String prefix(Installation installation) {
        return "sc-" + installation + "-";
    }

    /** The name that {@link #toString} wrote; empty for any other text, and for other installations' names. */
    static Optional<ImageName> parse(Installation installation, String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches() || !name.group(1).equals(installation.id())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ImageName(
                    installation,
                    new ImageKey(PackageId.of(name.group(2)), Architecture.of(name.group(3))),
                    Integer.parseInt(name.group(4)),
                    Publication.Kind.valueOf(name.group(5).toUpperCase(Locale.ROOT))));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** {@code machine}, {@code kernel} or {@code ramdisk}. */
    String kindText() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** {@code sc-<installation>-<package>-<architecture>-g<generation>-<kind>}. */
    @Override
    public String toString() {
        return "sc-%s-%s-%s-g%d-%s"
                .formatted(installation, key.packageId(), key.architecture(), generation, kindText());
    }
}

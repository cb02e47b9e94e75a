package org.spotcloud.adapter.cloud.publishing;

import java.util.Locale;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.settings.Installation;

/**
 * Which of our images it is: one file of one generation of one import of this installation. Its text is the name that the
 * image is registered under, and by which it is found again.
 */
record ImageName(Installation installation, ImageKey key, int generation, Publication.Kind kind) {
    static ImageName of(Installation installation, Publication publication) {
        return new ImageName(installation, publication.key(), publication.generation(), publication.kind());
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

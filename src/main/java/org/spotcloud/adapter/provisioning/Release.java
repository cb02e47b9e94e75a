package org.spotcloud.adapter.provisioning;

import java.lang.module.ModuleDescriptor.Version;
import java.time.Instant;
import java.util.Comparator;

/**
 * A release of this application. Releases are in the order of their versions (a {@code -SNAPSHOT} before its release),
 * and of the times that their builds carry where the versions are the same.
 *
 * @param version as the build names it
 * @param builtAt the time that the build carries; builds that can be reproduced carry the release's
 * @param processes SHA-256 of the process files, in hexadecimal
 */
record Release(String version, Instant builtAt, String processes) {
    private static final Comparator<Release> ORDER = Comparator.comparing(
                    (Release release) -> Version.parse(release.version))
            .thenComparing(Release::builtAt);

    /** Whether this one came before the other. Two builds of one version and time are of the same age. */
    boolean isOlderThan(Release other) {
        return ORDER.compare(this, other) < 0;
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.time.Instant;
import java.util.Optional;
import org.spotcloud.adapter.bundle.BundleLayout;

/**
 * One attempt to publish a file, with all that decides the bytes that it stores.
 *
 * @param attempt who makes it
 * @param bucket that its objects lie in
 * @param layout of its bundle; its prefix is that of all keys of this attempt, and of no other's
 * @param startedAt to the millisecond
 * @param imageId what it registered, once that is known
 * @param registeredAt when that became known
 */
record PublicationAttempt(
        ImageName image,
        String attempt,
        String bucket,
        BundleLayout layout,
        Instant startedAt,
        Optional<String> imageId,
        Optional<Instant> registeredAt) {

    String prefix() {
        return layout.prefix();
    }

    /** {@code <bucket>/<key of the manifest>}, without a slash before it. */
    String location() {
        return bucket + "/" + layout.manifestName();
    }
}

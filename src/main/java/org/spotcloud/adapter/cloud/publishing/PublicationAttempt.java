package org.spotcloud.adapter.cloud.publishing;

import java.time.Instant;
import java.util.Optional;
import org.spotcloud.adapter.bundle.BundleLayout;

/**
 * One attempt to publish a file, as far as finding and tidying up needs it.
 *
 * @param prefix of the keys of all its objects, and of no other attempt's
 * @param bucket that its objects lie in
 * @param startedAt to the millisecond
 * @param imageId what it registered, once that is known
 * @param registeredAt when that became known
 */
record PublicationAttempt(
        String prefix, String bucket, Instant startedAt, Optional<String> imageId, Optional<Instant> registeredAt) {

    /** {@code <bucket>/<key of the manifest>}, without a slash before it. */
    String location() {
        return bucket + "/" + BundleLayout.manifestName(prefix);
    }
}

package org.spotcloud.adapter.cloud.publishing;

import org.spotcloud.adapter.bundle.BundleLayout;

/**
 * What an attempt is about to store, with all that decides its bytes.
 *
 * @param image what it is for
 * @param madeBy the name of the process's attempt that makes it
 */
record Upload(ImageName image, String madeBy, PublicationAttempt attempt, BundleLayout layout) {
    String bucket() {
        return attempt.bucket();
    }
}

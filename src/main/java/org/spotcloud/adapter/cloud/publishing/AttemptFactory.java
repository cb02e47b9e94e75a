package org.spotcloud.adapter.cloud.publishing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.spotcloud.adapter.bundle.BundleKey;
import org.spotcloud.adapter.bundle.BundleLayout;
import org.spotcloud.adapter.bundle.TarMember;
import org.spotcloud.adapter.settings.PublishSettings;

/** Makes attempts: each with a prefix that follows from its name, and a key and an iv that no other has. */
class AttemptFactory {
    /** The fastest: what is published is compressed once and read once. */
    private static final int LEVEL = 1;

    private static final int UNIQUE_BYTES = 8;
    private static final int ROOT = 0;

    private final PublishSettings settings;
    private final Clock clock;
    private final SecureRandom random;

    AttemptFactory(PublishSettings settings, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    Upload begin(ImageName image, String madeBy) {
        String prefix = image + "-" + digest(madeBy);
        Instant now = clock.instant();
        TarMember member = new TarMember(memberName(image), now.truncatedTo(ChronoUnit.SECONDS), ROOT, ROOT);
        BundleLayout layout = new BundleLayout(prefix, member, BundleKey.random(random), LEVEL, BundleLayout.PART_SIZE);
        PublicationAttempt attempt = new PublicationAttempt(
                prefix, settings.bucket(), now.truncatedTo(ChronoUnit.MILLIS), Optional.empty(), Optional.empty());
        return new Upload(image, madeBy, attempt, layout);
    }

    /** Of an attempt's name, so that what it has left is found when its row is gone. */
    private static String digest(String madeBy) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(madeBy.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, UNIQUE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one file in the tar: {@code machine.img}, {@code kernel.img} or {@code ramdisk.img}. */
    private static String memberName(ImageName image) {
        return image.kindText() + ".img";
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.cloud.publishing.OwnImages.Registered;

/** Leaves one image at the most under a name, and takes away what the attempts have left that did not make it. */
class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final OwnImages images;
    private final PublicationAttempts attempts;
    private final BundleStore store;

    Settlement(OwnImages images, PublicationAttempts attempts, BundleStore store) {
        this.images = images;
        this.attempts = attempts;
        this.store = store;
    }

    /**
     * Keeps the oldest image that fits; the others go, and with them the objects of every attempt but that one's.
     *
     * @param registered what was found under the name just now
     * @return the id of the image that is kept
     */
    Optional<String> settle(ImageName name, Publication publication, List<Registered> registered) {
        List<PublicationAttempt> made = attempts.of(name);
        publication.claim().require();
        Optional<Registered> kept = registered.stream()
                .filter(image -> misfit(image, name, publication, made).isEmpty())
                .min(new OldestFirst(made));
        for (Registered image : registered) {
            if (kept.filter(image::equals).isEmpty()) {
                String why = misfit(image, name, publication, made).orElse("is a double");
                LOG.warn("Deregistering {} ({}), which {}", image.id(), name, why);
                retire(image, made);
            }
        }
        kept.ifPresent(image -> discardOthers(image, made));
        return kept.map(Registered::id);
    }

    /**
     * Why an image cannot be kept. A registration can take effect late, after what it was to name was withdrawn: what
     * counts is what the cloud tells, and where it does not tell, there is nothing against the image.
     */
    private static Optional<String> misfit(
            Registered image, ImageName name, Publication publication, List<PublicationAttempt> made) {
        if (image.failed()) {
            return Optional.of("failed");
        }
        if (publication.kind() == Publication.Kind.MACHINE
                && (differ(image.kernelId(), publication.kernelId())
                        || differ(image.ramdiskId(), publication.ramdiskId()))) {
            return Optional.of("names another kernel or ramdisk");
        }
        boolean known = made.stream().anyMatch(attempt -> OldestFirst.made(attempt, image));
        return !known && isOfOurs(image, name) ? Optional.of("is of an attempt that was withdrawn") : Optional.empty();
    }

    private static boolean differ(Optional<String> told, Optional<String> published) {
        return told.isPresent() && published.isPresent() && !told.equals(published);
    }

    /** Whether its location is one that an attempt for that name would have had; a cloud may tell any other text. */
    private static boolean isOfOurs(Registered image, ImageName name) {
        return image.location()
                .filter(location -> location.contains(name + "-"))
                .isPresent();
    }

    /** Takes back all that stands under these names and what the attempts have left, and nothing that comes meanwhile. */
    boolean withdraw(List<ImageName> names, Claim claim) {
        List<Registered> registered =
                names.stream().flatMap(name -> images.named(name).stream()).toList();
        List<PublicationAttempt> made =
                names.stream().flatMap(name -> attempts.of(name).stream()).toList();
        claim.require();
        registered.forEach(image -> images.deregister(image.id()));
        made.forEach(this::discard);
        return !registered.isEmpty() || !made.isEmpty();
    }

    /** Takes away what an attempt has left that has lost its step, unless it made an image that another may have kept. */
    void abandon(ImageName name, PublicationAttempt lost) {
        Optional<PublicationAttempt> row = attempts.of(name).stream()
                .filter(attempt -> attempt.prefix().equals(lost.prefix()))
                .findFirst();
        if (row.flatMap(PublicationAttempt::imageId).isPresent()) {
            return; // whoever has settled since has decided on its image
        }
        List<Registered> own = images.named(name).stream()
                .filter(image -> OldestFirst.made(lost, image))
                .toList();
        if (own.isEmpty() || !attempts.isKnown(lost.prefix())) {
            own.forEach(image -> images.deregister(image.id()));
            discard(lost);
        }
    }

    private void retire(Registered image, List<PublicationAttempt> made) {
        images.deregister(image.id());
        made.stream().filter(attempt -> OldestFirst.made(attempt, image)).forEach(this::discard);
    }

    /** Which attempt made the image must be known, or none is touched: the cloud may be reading its parts. */
    private void discardOthers(Registered kept, List<PublicationAttempt> made) {
        Optional<PublicationAttempt> maker =
                made.stream().filter(attempt -> OldestFirst.made(attempt, kept)).findFirst();
        if (maker.isPresent()) {
            attempts.registered(maker.get(), kept.id());
            made.stream().filter(attempt -> !attempt.equals(maker.get())).forEach(this::discard);
        }
    }

    private void discard(PublicationAttempt attempt) {
        store.deleteAll(attempt.bucket(), attempt.prefix() + ".");
        attempts.remove(attempt);
    }
}

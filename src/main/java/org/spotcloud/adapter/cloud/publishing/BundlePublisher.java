package org.spotcloud.adapter.cloud.publishing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.bundle.Bundle;
import org.spotcloud.adapter.bundle.BundleException;
import org.spotcloud.adapter.bundle.BundleWriter;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageGeneration;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.cloud.publishing.OwnImages.Registered;
import org.spotcloud.adapter.settings.Installation;

/**
 * Publishes files as S3 bundles and RegisterImage. A second RegisterImage makes a second image, and an answer can be lost;
 * so each call is preceded and followed by a look at what stands under the image's name, and of several the oldest stays.
 */
class BundlePublisher implements Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(BundlePublisher.class);

    private final Installation installation;
    private final OwnImages images;
    private final PublicationAttempts attempts;
    private final AttemptFactory factory;
    private final BundleStore store;
    private final ManifestMaker manifests;

    BundlePublisher(
            Installation installation,
            OwnImages images,
            PublicationAttempts attempts,
            AttemptFactory factory,
            BundleStore store,
            ManifestMaker manifests) {
        this.installation = installation;
        this.images = images;
        this.attempts = attempts;
        this.factory = factory;
        this.store = store;
        this.manifests = manifests;
    }

    @Override
    public String publish(Publication publication, TransferProgress progress) {
        ImageName name = ImageName.of(installation, publication);
        manifests.requireReady();
        Optional<String> standing = settle(name, images.named(name));
        if (standing.isPresent()) {
            return standing.get();
        }
        Upload upload = factory.begin(name, publication.attempt());
        attempts.add(upload);
        send(publication, upload, progress);
        // the upload took its time: an attempt that was thought dead may have registered meanwhile
        standing = settle(name, images.named(name));
        return standing.isPresent() ? standing.get() : register(name, upload.attempt());
    }

    private String register(ImageName name, PublicationAttempt attempt) {
        String id = images.register(name, attempt.location());
        attempts.registered(attempt, id);
        List<Registered> listed = images.named(name);
        if (listed.stream().anyMatch(image -> image.id().equals(id) && image.failed())) {
            throw Fault.operator(
                    "the cloud registered %s as %s and could not make an image of its bundle; the cloud's log says why"
                            .formatted(name, id),
                    null);
        }
        // a cloud whose lists lag behind need not show it yet
        return settle(name, listed).orElse(id);
    }

    /**
     * Leaves one image at the most under the name: failed ones go, of the others all but the oldest, and with them the
     * objects of every attempt but that one's.
     */
    private Optional<String> settle(ImageName name, List<Registered> registered) {
        List<PublicationAttempt> made = attempts.of(name);
        Optional<Registered> kept =
                registered.stream().filter(image -> !image.failed()).min(new OldestFirst(made));
        for (Registered image : registered) {
            if (kept.filter(image::equals).isEmpty()) {
                LOG.warn("Deregistering {} ({}), {}", image.id(), name, image.failed() ? "which failed" : "a double");
                images.deregister(image.id());
            }
        }
        kept.ifPresent(image -> discardOthers(image, made));
        return kept.map(Registered::id);
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

    private void send(Publication publication, Upload upload, TransferProgress progress) {
        try {
            long size = Files.size(publication.file());
            progress.moved(0, size);
            Bundle bundle = new BundleWriter(upload.layout(), (part, body) -> {
                        store.put(upload.bucket(), part.name(), body);
                        progress.moved(part.imageBytes(), size);
                    })
                    .write(publication.file());
            byte[] manifest = manifests.of(publication, upload, bundle);
            store.put(upload.bucket(), upload.layout().manifestName(), ByteBuffer.wrap(manifest));
        } catch (BundleException e) {
            throw Fault.tryAgain(
                    "the %s to publish changed: %s".formatted(upload.image().kindText(), e.getMessage()), e);
        } catch (IOException e) {
            throw unreadable(upload.image(), e);
        }
    }

    private static Fault unreadable(ImageName image, IOException cause) {
        return Thread.currentThread().isInterrupted()
                ? Fault.tryAgain("publishing the %s was cancelled".formatted(image.kindText()), cause)
                : Fault.tryAgain("the %s to publish could not be read".formatted(image.kindText()), cause);
    }

    @Override
    public boolean withdraw(ImageKey key, int generation) {
        boolean withdrawn = false;
        // the machine image first: it names the two others
        for (Publication.Kind kind : Publication.Kind.values()) {
            ImageName name = new ImageName(installation, key, generation, kind);
            List<Registered> registered = images.named(name);
            registered.forEach(image -> images.deregister(image.id()));
            List<PublicationAttempt> made = attempts.of(name);
            made.forEach(this::discard);
            withdrawn |= !registered.isEmpty() || !made.isEmpty();
        }
        return withdrawn;
    }

    @Override
    public List<ImageGeneration> begunBefore(Instant limit) {
        return attempts.begunBefore(limit);
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.spotcloud.adapter.bundle.Bundle;
import org.spotcloud.adapter.bundle.BundleException;
import org.spotcloud.adapter.bundle.BundleWriter;
import org.spotcloud.adapter.catalog.Claim;
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
 * so each call is preceded and followed by a look at what stands under the image's name, and of several the oldest that fits stays.
 */
class BundlePublisher implements Publisher {
    private final Installation installation;
    private final OwnImages images;
    private final PublicationAttempts attempts;
    private final AttemptFactory factory;
    private final BundleStore store;
    private final ManifestMaker manifests;
    private final Settlement settlement;

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
        settlement = new Settlement(images, attempts, store);
    }

    @Override
    public String publish(Publication publication, TransferProgress progress) {
        ImageName name = ImageName.of(installation, publication);
        manifests.requireReady();
        Optional<String> standing = settle(name, publication);
        if (standing.isPresent()) {
            return standing.get();
        }
        Upload upload = factory.begin(name, publication.attempt());
        attempts.add(upload);
        send(publication, upload, progress);
        // the upload took its time: an attempt that was thought dead may have registered meanwhile
        standing = settle(name, publication);
        return standing.isPresent() ? standing.get() : register(name, publication, upload.attempt());
    }

    private Optional<String> settle(ImageName name, Publication publication) {
        return settlement.settle(name, publication, images.named(name));
    }

    private String register(ImageName name, Publication publication, PublicationAttempt attempt) {
        String id = images.register(name, attempt.location());
        attempts.registered(attempt, id);
        List<Registered> listed = images.named(name);
        boolean withdrawn = !attempts.isKnown(attempt.prefix());
        if (withdrawn) {
            images.deregister(id);
        } else if (listed.stream().anyMatch(image -> image.id().equals(id) && image.failed())) {
            throw Fault.operator(
                    "the cloud registered %s as %s and could not make an image of its bundle; the cloud's log says why"
                            .formatted(name, id),
                    null);
        }
        Optional<String> kept = settlement.settle(name, publication, listed);
        if (kept.isEmpty()
                && (withdrawn || listed.stream().anyMatch(image -> image.id().equals(id)))) {
            throw Fault.tryAgain("%s was registered as %s after it was withdrawn".formatted(name, id), null);
        }
        // a cloud whose lists lag behind need not show it yet
        return kept.orElse(id);
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

    /** The machine image first: it names the two others. */
    @Override
    public boolean withdraw(ImageKey key, int generation, Claim claim) {
        List<ImageName> names = Stream.of(Publication.Kind.values())
                .map(kind -> new ImageName(installation, key, generation, kind))
                .toList();
        return settlement.withdraw(names, claim);
    }

    @Override
    public void abandon(ImageKey key, int generation, Publication.Kind kind, String attempt) {
        ImageName name = new ImageName(installation, key, generation, kind);
        settlement.abandon(name, factory.begin(name, attempt).attempt());
    }

    @Override
    public List<ImageGeneration> before(ImageKey key, int generation) {
        return attempts.before(key, generation);
    }

    @Override
    public List<ImageGeneration> begunBefore(Instant limit) {
        return attempts.begunBefore(limit);
    }
}

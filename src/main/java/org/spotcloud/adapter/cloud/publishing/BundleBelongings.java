package org.spotcloud.adapter.cloud.publishing;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spotcloud.adapter.catalog.Belonging;
import org.spotcloud.adapter.catalog.Belongings;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.RunningImports;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.adapter.settings.PublishSettings;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The stored objects whose keys this installation made, those of one attempt together. */
class BundleBelongings implements Belongings {
    /** {@code <name of the image>-<what is unique to the attempt>.<part or manifest>}. */
    private static final Pattern KEY = Pattern.compile("((sc-[^.]+)-[0-9a-f]{16})\\..+");

    private final Installation installation;
    private final PublishSettings settings;
    private final BundleStore store;
    private final PublicationAttempts attempts;
    private final Images images;
    private final RunningImports running;

    BundleBelongings(
            Installation installation,
            PublishSettings settings,
            BundleStore store,
            PublicationAttempts attempts,
            Images images,
            RunningImports running) {
        this.installation = installation;
        this.settings = settings;
        this.store = store;
        this.attempts = attempts;
        this.images = images;
        this.running = running;
    }

    @Override
    public Belonging.Kind kind() {
        return Belonging.Kind.OBJECT;
    }

    @Override
    public List<Belonging> list() {
        return Stream.concat(Stream.of(settings.bucket()), attempts.buckets().stream())
                .distinct()
                .flatMap(bucket -> inBucket(bucket, ImageName.prefix(installation)))
                .toList();
    }

    @Override
    public Optional<Belonging> look(String id) {
        int slash = id.indexOf('/');
        return inBucket(id.substring(0, slash), id.substring(slash + 1) + ".").findFirst();
    }

    /** The attempt must be on record, and its import must run or have made the image that is in use. */
    @Override
    public boolean isOwned(Belonging bundle) {
        ImageName image = image(bundle.name()).orElseThrow();
        return attempts.isKnown(bundle.name())
                && (running.runsFor(image.key()) || images.isInUse(image.key(), image.generation()));
    }

    @Override
    public void remove(Belonging bundle) {
        store.deleteAll(bundle.id().substring(0, bundle.id().indexOf('/')), bundle.name() + ".");
        attempts.remove(bundle.name());
    }

    private Stream<Belonging> inBucket(String bucket, String keysFrom) {
        Map<String, List<S3Object>> byPrefix = store.all(bucket, keysFrom).stream()
                .filter(object -> prefix(object).isPresent())
                .collect(Collectors.groupingBy(
                        object -> prefix(object).orElseThrow(), TreeMap::new, Collectors.toList()));
        return byPrefix.entrySet().stream().map(entry -> bundle(bucket, entry.getKey(), entry.getValue()));
    }

    private static Belonging bundle(String bucket, String prefix, List<S3Object> objects) {
        boolean dated = objects.stream().allMatch(object -> object.lastModified() != null);
        Optional<Instant> newest =
                dated ? objects.stream().map(S3Object::lastModified).max(Comparator.naturalOrder()) : Optional.empty();
        long bytes = objects.stream()
                .mapToLong(object -> object.size() == null ? 0 : object.size())
                .sum();
        return new Belonging(
                Belonging.Kind.OBJECT,
                bucket + "/" + prefix,
                prefix,
                newest,
                "%d objects of %d bytes in bucket %s".formatted(objects.size(), bytes, bucket));
    }

    /** What the keys of its attempt begin with; empty when the key is not one that this installation makes. */
    private Optional<String> prefix(S3Object object) {
        Matcher key = KEY.matcher(object.key());
        return key.matches() && image(key.group(1)).isPresent() ? Optional.of(key.group(1)) : Optional.empty();
    }

    private Optional<ImageName> image(String prefix) {
        return ImageName.parse(installation, prefix.substring(0, prefix.lastIndexOf('-')));
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.spotcloud.adapter.cloud.publishing.OwnImages.Registered;

/**
 * Orders images of one name by age: as the cloud tells it, and where it does not, as it became known here. An attempt
 * writes down what it registered before it looks around. So of two that register at the same time the one that has
 * written first is the older for both, and neither takes away what the other has handed on.
 */
final class OldestFirst implements Comparator<Registered> {
    private final Comparator<Registered> order;

    /** @param made the attempts for that name, the oldest first */
    OldestFirst(List<PublicationAttempt> made) {
        List<PublicationAttempt> known = made.stream()
                .sorted(Comparator.comparing(attempt -> attempt.registeredAt().orElse(Instant.MAX)))
                .toList();
        this.order = Comparator.comparing(
                        (Registered image) -> image.createdAt().orElse(""))
                .thenComparing(image -> position(known, image))
                .thenComparing(Registered::id);
    }

    @Override
    public int compare(Registered one, Registered other) {
        return order.compare(one, other);
    }

    /** Whether that attempt registered that image; clouds put a slash before the location, or do not. */
    static boolean made(PublicationAttempt attempt, Registered image) {
        return attempt.imageId().filter(image.id()::equals).isPresent()
                || image.location()
                        .map(location -> location.startsWith("/") ? location.substring(1) : location)
                        .filter(attempt.location()::equals)
                        .isPresent();
    }

    private static int position(List<PublicationAttempt> made, Registered image) {
        for (int at = 0; at < made.size(); at++) {
            if (made(made.get(at), image)) {
                return at;
            }
        }
        return made.size();
    }
}

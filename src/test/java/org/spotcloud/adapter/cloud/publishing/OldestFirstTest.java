package org.spotcloud.adapter.cloud.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import org.spotcloud.adapter.cloud.publishing.OwnImages.Registered;

class OldestFirstTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

    @Test
    void goesByTheCloudsDatesWhereItHasThem() {
        Registered older = image("ami-2", "b/x.manifest.xml", "2026-11-01T10:00:00.000Z");
        Registered younger = image("ami-1", "b/y.manifest.xml", "2026-11-01T10:00:01.000Z");

        assertThat(order(List.of(), younger, older)).containsExactly("ami-2", "ami-1");
    }

    @Test
    void goesByWhatBecameKnownFirstWhereTheCloudHasNoDates() {
        PublicationAttempt early = attempt("early", 0, null);
        PublicationAttempt first = attempt("first", 1, START.plusSeconds(20));
        PublicationAttempt second = attempt("second", 2, START.plusSeconds(30));

        assertThat(order(
                        List.of(early, first, second),
                        image("ami-0", "bucket/early.manifest.xml", null),
                        image("ami-1", "bucket/second.manifest.xml", null),
                        image("ami-2", "/bucket/first.manifest.xml", null),
                        image("ami-3", "elsewhere/other.manifest.xml", null)))
                .containsExactly("ami-2", "ami-1", "ami-0", "ami-3");
    }

    @Test
    void isTheSameForWhoeverComparesWhenNothingIsKnown() {
        assertThat(order(List.of(), image("ami-2", null, null), image("ami-1", null, null)))
                .containsExactly("ami-1", "ami-2");
    }

    private static List<String> order(List<PublicationAttempt> made, Registered... images) {
        return List.of(images).stream()
                .sorted(new OldestFirst(made))
                .map(Registered::id)
                .toList();
    }

    private static PublicationAttempt attempt(String prefix, int startedAfter, Instant registeredAt) {
        return new PublicationAttempt(
                prefix, "bucket", START.plusSeconds(startedAfter), Optional.empty(), Optional.ofNullable(registeredAt));
    }

    private static Registered image(String id, String location, String createdAt) {
        return new Registered(
                id,
                State.PENDING,
                Optional.ofNullable(location),
                Optional.ofNullable(createdAt),
                Optional.empty(),
                Optional.empty());
    }
}

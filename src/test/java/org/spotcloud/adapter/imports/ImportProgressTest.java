package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ImportProgress.Amount;
import org.spotcloud.adapter.imports.ImportProgress.Step;

class ImportProgressTest {
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final ImportProgress progress = new ImportProgress(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void knowsNothingOfOtherImports() {
        assertThat(progress.find("a")).isEmpty();
        assertThat(progress.all()).isEmpty();
    }

    @Test
    void tellsHowFarEachStepHasCome() {
        progress.of("a", ID, Step.FETCH).moved(10, 100);
        progress.of("a", ID, Step.CONVERT).moved(5, -1);
        ImportProgress.Snapshot snapshot = progress.find("a").orElseThrow();
        assertThat(snapshot.packageId()).isEqualTo(ID);
        assertThat(snapshot.step()).contains(Step.CONVERT);
        assertThat(snapshot.steps())
                .containsEntry(Step.FETCH, new Amount(10, 100, NOW))
                .containsEntry(Step.CONVERT, new Amount(5, -1, NOW));
        assertThat(progress.all()).containsExactly(snapshot);
    }

    @Test
    void neverGoesBack() {
        TransferProgress fetch = progress.of("a", ID, Step.FETCH);
        fetch.moved(50, 100);
        fetch.moved(10, -1);
        assertThat(progress.find("a").orElseThrow().steps()).containsEntry(Step.FETCH, new Amount(50, 100, NOW));
    }

    @Test
    void forgetsWhatHasEnded() {
        progress.of("a", ID, Step.FETCH);
        progress.ended("a");
        assertThat(progress.find("a")).isEmpty();
    }
}

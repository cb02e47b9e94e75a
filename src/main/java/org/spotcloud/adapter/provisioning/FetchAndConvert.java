package org.spotcloud.adapter.provisioning;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.PackageListing;
import org.spotcloud.adapter.catalog.Packages;
import org.spotcloud.adapter.catalog.PlainText;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ConvertedPackage;
import org.spotcloud.adapter.imports.ImportSteps;
import org.springframework.stereotype.Component;

/** Fetches a package and converts its disk while it comes; what the package says of itself is listed. */
@Component
class FetchAndConvert implements StepHandler {
    private static final int MIB_SHIFT = 20;

    private final ImportSteps imports;
    private final Packages packages;

    FetchAndConvert(ImportSteps imports, Packages packages) {
        this.imports = imports;
        this.packages = packages;
    }

    @Override
    public Set<String> activities() {
        return Set.of("Task_FetchAndConvert");
    }

    @Override
    public Outcome handle(Step step) throws InterruptedException {
        PackageId id = step.image().packageId();
        ConvertedPackage converted =
                imports.fetchAndConvert(step.process(), step.image(), step.attempt(), progressOf(step));
        return new Outcome.Done(Map.of(), () -> packages.save(listing(id, converted)));
    }

    /** Bytes beyond those that earlier attempts had fetched are progress. */
    private static TransferProgress progressOf(Step step) {
        AtomicLong before = new AtomicLong(-1);
        return (done, total) -> {
            if (!before.compareAndSet(-1, done) && done > before.get()) {
                step.progressed().run();
            }
        };
    }

    private static PackageListing listing(PackageId id, ConvertedPackage converted) {
        PackageListing unknown = PackageListing.unknown(id);
        return new PackageListing(
                id,
                converted.name().isBlank() ? unknown.name() : PlainText.of(converted.name()),
                converted.diskBytes() >> MIB_SHIFT,
                converted.os().orElse(unknown.os()),
                PlainText.of(converted.description()));
    }
}

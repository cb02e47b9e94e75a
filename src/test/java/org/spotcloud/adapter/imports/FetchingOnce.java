package org.spotcloud.adapter.imports;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.settings.BootMode;
import org.spotcloud.bench.image.Stopwatch;
import org.springframework.util.unit.DataSize;

/**
 * Fetches and converts a package as an import does, for the benchmark. Arguments: {@code isal} or {@code jdk}, the
 * package's URL, the workspace.
 */
final class FetchingOnce {
    private static final PackageId ID = PackageId.of("0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2");
    private static final Duration STALL = Duration.ofSeconds(60);

    private FetchingOnce() {}

    public static void main(String[] args) throws InterruptedException {
        InflateEngine engine = InflateEngine.valueOf(args[0].toUpperCase(Locale.ROOT));
        Stopwatch time = new Stopwatch();
        Workspaces workspaces = new Workspaces(Path.of(args[2]), DataSize.ofBytes(0));
        Workspace workspace = workspaces.reserve("import");
        PackageFetch fetch = new PackageFetch(
                new PackageServer(args[1], STALL, host -> {}), new FetchLimits(Long.MAX_VALUE, STALL), workspaces);
        PackageConversion conversion =
                new PackageConversion(new ConversionLimits(Long.MAX_VALUE), engine, BootMode.AUTO);
        new FetchAndConvert(fetch, conversion::convert)
                .run(
                        new ImageKey(ID, Architecture.X86_64),
                        workspace,
                        "attempt",
                        TransferProgress.NONE,
                        TransferProgress.NONE);
        new Extraction(new KernelExtraction()).run(ID, workspace, "attempt");
        time.print();
    }
}

package org.spotcloud.bench.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ConversionLimits;
import org.spotcloud.adapter.imports.ConvertedPackage;
import org.spotcloud.adapter.imports.KernelExtraction;
import org.spotcloud.adapter.imports.PackageConversion;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.settings.BootMode;

/** Converts a package as {@code convert} does. Arguments: {@code isal} or {@code jdk}, the package, the folder. */
final class Converting {
    private Converting() {}

    public static void main(String[] args) throws IOException {
        InflateEngine engine = InflateEngine.valueOf(args[0].toUpperCase(Locale.ROOT));
        Path folder = Path.of(args[2]);
        Stopwatch time = new Stopwatch();
        ConvertedPackage converted;
        try (InputStream file = Files.newInputStream(Path.of(args[1]))) {
            converted = new PackageConversion(new ConversionLimits(Long.MAX_VALUE), engine, BootMode.AUTO)
                    .convert(file, folder, TransferProgress.NONE);
        }
        new KernelExtraction().extract(folder, converted);
        time.print();
    }
}

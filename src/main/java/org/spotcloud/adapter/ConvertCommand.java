package org.spotcloud.adapter;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.PlainText;
import org.spotcloud.adapter.imports.ConvertedPackage;
import org.spotcloud.adapter.imports.ExtractedKernel;
import org.spotcloud.adapter.imports.KernelExtraction;
import org.spotcloud.adapter.imports.PackageConversion;
import org.spotcloud.adapter.imports.Wanted;
import org.spotcloud.adapter.imports.WorkFiles;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.settings.BootMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Converts a package without a service. */
@Command(
        name = "convert",
        description =
                "Writes kernel, ramdisk and disk.qcow2 of a package, or disk.qcow2 alone of one that boots itself.")
final class ConvertCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;

    @Parameters(paramLabel = "PACKAGE", description = "an .xvm2 file, or - for the standard input")
    private String packageName;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "the folder to write to, made when missing")
    private Path output;

    @Option(
            names = "--inflater",
            paramLabel = "auto|isal|jdk",
            defaultValue = "auto",
            description = "what inflates the disk: ISA-L where it is installed (auto), ISA-L, or the JDK")
    private InflateEngine inflater;

    @Option(
            names = "--boot-mode",
            paramLabel = "auto|kernel|disk",
            defaultValue = "auto",
            description = "what becomes of the disk: its root partition, with kernel and ramdisk beside it (kernel),"
                    + " all of it, booting itself (disk), or the first where it has such a partition (auto)")
    private BootMode bootMode;

    @Option(
            names = "--architecture",
            paramLabel = "i386|x86_64",
            description = "what the image is to run on: a 64-bit kernel is none for i386")
    private Architecture architecture;

    @Mixin
    private LargestDisk largest;

    @Option(names = "--quiet", description = "no progress bar, no summary")
    private boolean quiet;

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    @SuppressWarnings("try") // the hook is there to be closed
    public Integer call() throws IOException {
        if (!inflater.isThere()) {
            throw new ParameterException(
                    spec.commandLine(), "--inflater isal: ISA-L (libisal.so.2) is not installed, or cannot be used");
        }
        long begin = System.nanoTime();
        PackageFile file = new PackageFile(packageName);
        ConvertedPackage converted;
        Optional<ExtractedKernel> kernel;
        try (StopOnSignal stop = new StopOnSignal();
                ProgressBar progress = ProgressBar.onTerminal(quiet, file.size())) {
            converted = file.convert(
                    new PackageConversion(largest.limits(), inflater, bootMode), output, wanted(), progress);
            kernel = new KernelExtraction().extract(output, converted);
            Files.deleteIfExists(output.resolve(WorkFiles.BOOT));
        }
        if (!quiet) {
            summarise(spec.commandLine().getOut(), converted, kernel, (System.nanoTime() - begin) / NANOS);
        }
        return ExitCode.OK;
    }

    private Wanted wanted() {
        return architecture == null ? Wanted.ANYTHING : Wanted.on(architecture);
    }

    private void summarise(
            PrintWriter out, ConvertedPackage converted, Optional<ExtractedKernel> kernel, double seconds)
            throws IOException {
        out.printf("package   %s%n", Amounts.bytes(converted.packageBytes()));
        out.printf(
                "disk      %s, inflated from %s by %s%n",
                Amounts.bytes(converted.diskBytes()), PlainText.of(converted.disk()), inflater.label());
        out.printf(
                "image     %s: %s, for %s of %s%n",
                output.resolve(WorkFiles.DISK),
                Amounts.bytes(converted.imageBytes()),
                kernel.isPresent() ? "a root partition" : "the whole disk, which boots itself,",
                Amounts.bytes(converted.rootBytes()));
        if (kernel.isPresent()) {
            summarise(out, kernel.get());
        }
        out.printf(
                Locale.ROOT, "done in   %.1f s: %s of disk%n", seconds, Amounts.rate(converted.diskBytes(), seconds));
        out.flush();
    }

    private static void summarise(PrintWriter out, ExtractedKernel kernel) throws IOException {
        out.printf(
                "kernel    %s: %s, from %s%n",
                kernel.kernel(), Amounts.bytes(Files.size(kernel.kernel())), PlainText.of(kernel.kernelName()));
        if (kernel.ramdisk().isPresent()) {
            Path ramdisk = kernel.ramdisk().get();
            out.printf(
                    "ramdisk   %s: %s, from %s%n",
                    ramdisk,
                    Amounts.bytes(Files.size(ramdisk)),
                    kernel.ramdiskName().map(PlainText::of).orElse(""));
        } else {
            out.println("ramdisk   none");
        }
    }
}

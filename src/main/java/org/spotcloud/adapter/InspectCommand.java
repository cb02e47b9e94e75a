package org.spotcloud.adapter;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.spotcloud.adapter.catalog.PlainText;
import org.spotcloud.adapter.imports.ConvertedPackage;
import org.spotcloud.adapter.imports.DiskPartition;
import org.spotcloud.adapter.imports.PackageConversion;
import org.spotcloud.adapter.imports.Wanted;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says what a package holds. The kernel is found by reading the file system, so the disk is written to a temporary
 * folder.
 */
@Command(
        name = "inspect",
        description = "Says what a package holds: name, UUID, disk, partitions, file systems, kernel and ramdisk.")
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PACKAGE", description = "an .xvm2 file, or - for the standard input")
    private String packageName;

    @Mixin
    private LargestDisk largest;

    @Option(names = "--quiet", description = "no progress bar")
    private boolean quiet;

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    @SuppressWarnings("try") // the hook is there to be closed
    public Integer call() throws IOException {
        PackageFile file = new PackageFile(packageName);
        ConvertedPackage found;
        try (StopOnSignal stop = new StopOnSignal();
                ProgressBar progress = ProgressBar.onTerminal(quiet, file.size())) {
            Path work = Files.createTempDirectory("spotcloud-inspect-");
            try {
                found = file.convert(new PackageConversion(largest.limits()), work, Wanted.ANYTHING, progress);
            } finally {
                deleteFolder(work);
            }
        }
        print(spec.commandLine().getOut(), found);
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, ConvertedPackage found) {
        out.printf("name        %s%n", found.name().isEmpty() ? "none" : PlainText.of(found.name()));
        out.printf("uuid        %s%n", found.uuid().map(UUID::toString).orElse("none"));
        out.printf(
                "disk        %s, %s inflated, %s%n",
                PlainText.of(found.disk()), Amounts.bytes(found.diskBytes()), table(found));
        for (DiskPartition partition : found.partitions()) {
            out.printf(
                    "%-11s %s, %s at byte %d%s%n",
                    partition.number() == 0 ? "whole disk" : "partition " + partition.number(),
                    PlainText.of(partition.content()),
                    Amounts.bytes(partition.length()),
                    partition.start(),
                    role(partition.role()));
        }
        out.printf("os          %s%n", found.os().orElse("unknown"));
        out.printf("kernel      %s%n", found.kernelName().map(PlainText::of).orElse("none: the disk boots itself"));
        out.printf("ramdisk     %s%n", found.ramdiskName().map(PlainText::of).orElse("none"));
        out.flush();
    }

    private static String role(DiskPartition.Role role) {
        return switch (role) {
            case ROOT -> ", root";
            case BOOT -> ", boot";
            case UNUSED, INCLUDED -> "";
        };
    }

    private static String table(ConvertedPackage found) {
        return found.table().equals("NONE") ? "no partition table" : found.table();
    }

    private static void deleteFolder(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.PackageId;

/**
 * Puts kernel and ramdisk beside the finished disk. An attempt works in a folder of its own, with links to the
 * finished files, and renames what it made: two attempts never write the same file, and what is there already is
 * kept.
 */
final class Extraction {
    private static final List<String> INPUT =
            List.of(WorkFiles.DISK, WorkFiles.BOOT, WorkFiles.KERNEL, WorkFiles.RAMDISK);

    private final KernelExtraction extraction;

    Extraction(KernelExtraction extraction) {
        this.extraction = extraction;
    }

    /**
     * @param attempt no other attempt has this name
     * @return empty when the disk boots itself
     * @throws Fault refused, when kernel or ramdisk cannot be read; the operator's, when they cannot be written
     * @throws WorkspaceLost when there is no finished disk
     */
    Optional<ExtractedKernel> run(PackageId id, Workspace workspace, String attempt) throws InterruptedException {
        try {
            ConvertedPackage converted =
                    PackageFacts.read(workspace.converted()).orElseThrow(() -> lost(workspace));
            Path folder = workspace.beginAttempt(attempt);
            try {
                linkInput(workspace, folder);
                Optional<ExtractedKernel> extracted = extraction.extract(folder, converted);
                return extracted.isPresent() ? Optional.of(publish(workspace, extracted.get())) : extracted;
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw failure(id, workspace, e);
        } catch (Fault e) {
            throw e.kind() == Fault.Kind.REFUSED
                    ? Fault.refused(e.code(), "Package %s: %s".formatted(id, e.getMessage()), e)
                    : e;
        }
    }

    private static void linkInput(Workspace workspace, Path folder) throws IOException {
        for (String name : INPUT) {
            Path file = workspace.converted().resolve(name);
            if (Files.exists(file)) {
                Files.createLink(folder.resolve(name), file);
            }
        }
    }

    private static ExtractedKernel publish(Workspace workspace, ExtractedKernel extracted) throws IOException {
        Path kernel = publish(workspace, extracted.kernel());
        Optional<Path> ramdisk = Optional.empty();
        if (extracted.ramdisk().isPresent()) {
            ramdisk = Optional.of(publish(workspace, extracted.ramdisk().get()));
        }
        WorkFiles.forceDirectory(workspace.converted());
        return new ExtractedKernel(kernel, ramdisk, extracted.kernelName(), extracted.ramdiskName());
    }

    private static Path publish(Workspace workspace, Path file) throws IOException {
        return Files.move(file, workspace.converted().resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static RuntimeException failure(PackageId id, Workspace workspace, IOException cause)
            throws InterruptedException {
        if (Thread.interrupted()
                || cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException) {
            InterruptedException interrupted = new InterruptedException("the extraction was cancelled");
            interrupted.initCause(cause);
            throw interrupted;
        }
        if (!Files.exists(workspace.converted().resolve(WorkFiles.DISK))) {
            return lost(workspace);
        }
        return cause instanceof NoSuchFileException
                ? Fault.tryAgain("Package %s: another attempt has taken over.".formatted(id), cause)
                : Fault.operator("Package %s: its kernel cannot be written to the workspace.".formatted(id), cause);
    }

    private static WorkspaceLost lost(Workspace workspace) {
        return new WorkspaceLost("The disk of import " + workspace.importId() + " is not there any more.");
    }
}

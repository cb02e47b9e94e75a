package org.spotcloud.adapter.imports;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.imports.ImportProgress.Step;

/**
 * The steps of an import that work on this node's disk, one method each. Every step can be run again after any
 * interruption, and recognises what it has finished.
 */
public final class ImportSteps {
    private final Workspaces workspaces;
    private final FetchAndConvert fetchAndConvert;
    private final Extraction extraction;
    private final ImportProgress progress;

    ImportSteps(
            Workspaces workspaces, FetchAndConvert fetchAndConvert, Extraction extraction, ImportProgress progress) {
        this.workspaces = workspaces;
        this.fetchAndConvert = fetchAndConvert;
        this.extraction = extraction;
        this.progress = progress;
    }

    /**
     * Makes the folder of an import.
     *
     * @param importId letters, digits, {@code -} and {@code _}, 1 to 100 of them
     * @throws Fault the operator's, when too little space is free
     */
    public void reserve(String importId) {
        workspaces.reserve(importId);
    }

    /**
     * Fetches the package and converts its disk.
     *
     * @param attempt no other attempt has this name
     * @param listener is told the bytes of the package that were fetched
     * @throws Fault refused, and nothing is left in the workspace; else what was fetched stays, and the next attempt
     *     goes on
     * @throws WorkspaceLost when the workspace is not there (any more)
     * @throws InterruptedException when the thread was interrupted; all has stopped, what was fetched stays
     */
    public ConvertedPackage fetchAndConvert(String importId, ImageKey key, String attempt, TransferProgress listener)
            throws InterruptedException {
        Workspace workspace = workspaces.open(importId);
        TransferProgress fetched = progress.of(importId, key.packageId(), Step.FETCH);
        TransferProgress converted = progress.of(importId, key.packageId(), Step.CONVERT);
        return fetchAndConvert.run(
                key,
                workspace,
                attempt,
                (done, total) -> {
                    fetched.moved(done, total);
                    listener.moved(done, total);
                },
                converted);
    }

    /**
     * Copies kernel and ramdisk out of the converted disk, unless that boots itself.
     *
     * @param attempt no other attempt has this name
     * @return empty when the disk boots itself
     * @throws Fault refused, when they cannot be read; the operator's, when they cannot be written
     * @throws WorkspaceLost when the workspace or the converted disk is not there (any more)
     * @throws InterruptedException when the thread was interrupted
     */
    public Optional<ExtractedKernel> extract(String importId, PackageId packageId, String attempt)
            throws InterruptedException {
        Workspace workspace = workspaces.open(importId);
        progress.of(importId, packageId, Step.EXTRACT);
        return extraction.run(packageId, workspace, attempt);
    }

    /**
     * The files to publish.
     *
     * @throws WorkspaceLost when the workspace or the converted disk is not there (any more)
     */
    public ImportFiles files(String importId) {
        Path folder = workspaces.open(importId).converted();
        Path disk = folder.resolve(WorkFiles.DISK);
        if (!Files.exists(disk)) {
            throw new WorkspaceLost("The disk of import " + importId + " is not there any more.");
        }
        return new ImportFiles(
                disk,
                Optional.of(folder.resolve(WorkFiles.KERNEL)).filter(Files::exists),
                Optional.of(folder.resolve(WorkFiles.RAMDISK)).filter(Files::exists));
    }

    /** Deletes the folder of an import; safe to repeat. */
    public void clean(String importId) {
        progress.ended(importId);
        workspaces.clean(importId);
    }
}

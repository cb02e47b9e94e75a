package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.xvm2.AnotherDiskException;

/**
 * Fetches a package and converts it while it comes, on two threads: the caller's converts. Can be called again after
 * any interruption: the download goes on, the conversion starts again from the bytes that are there, and finished
 * output is recognised. What is written before the end is the attempt's own; one rename publishes all of it.
 */
final class FetchAndConvert {
    private static final String OUTPUT = "output";
    /** A package that changes more often while it is fetched has to wait for another attempt. */
    private static final int MAX_STARTS = 4;
    /** The fetching thread waits nowhere for long after an interrupt, but a disk may. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FetchAndConvert.class);

    private final PackageFetch fetch;
    private final Conversion conversion;

    FetchAndConvert(PackageFetch fetch, Conversion conversion) {
        this.fetch = fetch;
        this.conversion = conversion;
    }

    /** One call's arguments. */
    private record Run(
            PackageId id,
            Wanted wanted,
            Workspace workspace,
            String attempt,
            TransferProgress fetched,
            TransferProgress converted) {}

    /**
     * Fetches and converts, or returns at once what an earlier attempt finished.
     *
     * @param attempt no other attempt has this name
     * @param fetched is told the bytes that the package file has
     * @param converted is told the bytes of the package that are converted
     * @throws Fault refused: nothing is left in the workspace; else what was fetched stays, for the next attempt to
     *     go on
     * @throws WorkspaceLost when the workspace went away
     * @throws InterruptedException when the thread was interrupted; both threads have stopped, what was fetched stays
     */
    ConvertedPackage run(
            ImageKey key, Workspace workspace, String attempt, TransferProgress fetched, TransferProgress converted)
            throws InterruptedException {
        PackageId id = key.packageId();
        try {
            Optional<ConvertedPackage> finished = finished(workspace);
            if (finished.isEmpty()) {
                finished = Optional.of(withSpace(key, workspace, attempt, fetched, converted));
            }
            PartialPackage.discardAll(workspace);
            return finished.get();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw interrupted(e);
            }
            throw broken(id, workspace, 0, e);
        } catch (Fault e) {
            throw lost(workspace).orElse(e);
        }
    }

    private ConvertedPackage withSpace(
            ImageKey key, Workspace workspace, String attempt, TransferProgress fetched, TransferProgress converted)
            throws IOException, InterruptedException {
        try (SpaceLeft space = fetch.spaceLeft(workspace)) {
            Run run = new Run(
                    key.packageId(),
                    Wanted.on(key.architecture()),
                    workspace,
                    attempt,
                    space.fetched(new NeverBackwards(fetched)),
                    space.converted(new NeverBackwards(converted)));
            try {
                return startingOver(run);
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                throw broken(run.id, workspace, space.neededAgain(e), e);
            }
        }
    }

    private RuntimeException broken(PackageId id, Workspace workspace, long needed, IOException cause) {
        return lost(workspace)
                .orElseGet(() -> cause instanceof NoSuchFileException
                        ? Fault.tryAgain("Package %s: another attempt has taken over.".formatted(id), cause)
                        : fetch.notWritten(id, workspace, needed, cause));
    }

    private static Optional<ConvertedPackage> finished(Workspace workspace) throws IOException {
        Path folder = workspace.converted();
        if (!Files.exists(folder)) {
            return Optional.empty();
        }
        Optional<ConvertedPackage> facts =
                PackageFacts.read(folder).filter(read -> Files.exists(folder.resolve(WorkFiles.DISK)));
        if (facts.isEmpty()) {
            Folders.delete(folder); // damaged: what another attempt publishes is whole from the first moment on
        }
        return facts;
    }

    private ConvertedPackage startingOver(Run run) throws IOException, InterruptedException {
        boolean anew = false;
        for (int start = 1; start <= MAX_STARTS; start++) {
            Path folder = run.workspace.beginAttempt(run.attempt);
            boolean pieced = false;
            try (Download download = fetch.begin(run.id, run.workspace, folder, run.fetched)) {
                try {
                    return publish(run.workspace, folder, convert(run, download, folder));
                } finally {
                    pieced = download.isPieced();
                }
            } catch (PackageChanged e) {
                LOG.info("Package {} changed while it was fetched; starting over", run.id);
            } catch (Fault e) {
                if (e.kind() != Fault.Kind.REFUSED) {
                    throw e;
                }
                PartialPackage.discardAll(run.workspace);
                if (!pieced || anew) {
                    throw e;
                }
                anew = true;
                LOG.info("Package {} came in pieces and is bad ({}); fetching it anew", run.id, e.getMessage());
            } finally {
                Folders.delete(folder);
            }
        }
        throw Fault.tryAgain("Package %s: it kept changing while it was fetched.".formatted(run.id), null);
    }

    private ConvertedPackage convert(Run run, Download download, Path folder) throws IOException, InterruptedException {
        Path output = Files.createDirectory(folder.resolve(OUTPUT));
        Thread fetching = new Thread(download::run, "fetch-" + run.id);
        fetching.setDaemon(true);
        fetching.start();
        try {
            ConvertedPackage converted;
            try {
                converted = convert(run, download, output, run.wanted);
            } catch (AnotherDiskException e) {
                LOG.info(
                        "Package {} names its disk {} behind its disks; reading it again",
                        run.id,
                        e.disk().name());
                converted = convert(run, download, output, run.wanted.of(e.disk()));
            }
            warnOfAnotherUuid(run.id, converted);
            return converted;
        } catch (IOException e) {
            throwWhatCameFirst(run, download, e);
            throw e;
        } catch (Fault e) {
            throwWhatCameFirst(run, download, e);
            throw naming(run.id, e);
        } finally {
            stop(fetching);
        }
    }

    private ConvertedPackage convert(Run run, Download download, Path output, Wanted wanted) throws IOException {
        Duration longestSilence = fetch.limits().stallTimeout().multipliedBy(2); // the download itself ends before
        try (FollowingInputStream stream =
                new FollowingInputStream(download.part().file(), download.growth(), longestSilence)) {
            ConvertedPackage converted = conversion.convert(stream, output, wanted, run.converted);
            stream.transferTo(OutputStream.nullOutputStream());
            return converted;
        }
    }

    /** The order counts: a package may have been copied, or put up for sale anew, with its old description. */
    private static void warnOfAnotherUuid(PackageId id, ConvertedPackage converted) {
        converted
                .uuid()
                .filter(described -> !described.equals(id.value()))
                .ifPresent(described -> LOG.warn(
                        "Package {} says in its description.xml that it is {}; the id it was ordered by counts",
                        id,
                        described));
    }

    /** A conversion also fails because it was interrupted, or because the download failed: then that is the failure. */
    private static void throwWhatCameFirst(Run run, Download download, Exception e) throws InterruptedException {
        if (isInterrupt(e)) {
            throw interrupted(e);
        }
        Optional<Throwable> failure = download.growth().failure().or(() -> silence(e));
        if (failure.isPresent()) {
            throw notFetched(run.id, failure.get());
        }
    }

    private static boolean isInterrupt(Exception e) {
        return Thread.interrupted() || e instanceof InterruptedIOException || e instanceof ClosedByInterruptException;
    }

    private static Optional<Throwable> silence(Exception e) {
        return e instanceof FetchFailed ? Optional.of(e) : Optional.empty();
    }

    /** Whatever the converter made of the missing bytes, the download's own failure is the cause. */
    private static RuntimeException notFetched(PackageId id, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known
                ? known
                : Fault.tryAgain("Package %s: the download stopped.".formatted(id), cause);
    }

    private static Fault naming(PackageId id, Fault fault) {
        return fault.kind() == Fault.Kind.REFUSED
                ? Fault.refused(fault.code(), "Package %s: %s".formatted(id, fault.getMessage()), fault)
                : fault;
    }

    private static InterruptedException interrupted(Exception cause) {
        InterruptedException interrupted = new InterruptedException("fetch and convert was cancelled");
        interrupted.initCause(cause);
        return interrupted;
    }

    private static void stop(Thread fetching) {
        fetching.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            TimeUnit.NANOSECONDS.timedJoin(fetching, STOP.toNanos());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (fetching.isAlive()) {
            LOG.warn("Thread {} has not stopped {} after it was told to", fetching.getName(), STOP);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ConvertedPackage publish(Workspace workspace, Path folder, ConvertedPackage converted)
            throws IOException {
        Path output = folder.resolve(OUTPUT);
        PackageFacts.write(output, converted);
        try {
            Files.move(output, workspace.converted(), StandardCopyOption.ATOMIC_MOVE);
            WorkFiles.forceDirectory(workspace.dir());
            return converted;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) { // not empty: not every system's code for that has a class of its own
            return finished(workspace).orElseThrow(() -> e); // another attempt was first
        }
    }

    private static Optional<RuntimeException> lost(Workspace workspace) {
        return Files.isDirectory(workspace.dir())
                ? Optional.empty()
                : Optional.of(new WorkspaceLost(
                        "The workspace of import " + workspace.importId() + " went away in the middle of the work."));
    }
}

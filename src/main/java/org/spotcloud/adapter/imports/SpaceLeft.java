package org.spotcloud.adapter.imports;

import java.io.IOException;
import org.spotcloud.adapter.catalog.TransferProgress;

/**
 * What one import will still write: the rest of the package, and a disk that is not smaller than the package, in which
 * it is compressed. It shrinks as bytes are fetched and converted, and what is to be kept free is looked after meanwhile,
 * but not while a disk that is there already is unpacked or put together.
 */
final class SpaceLeft implements AutoCloseable {
    /** How much is converted between two looks at what is free. */
    private static final long LOOK_EVERY = 64L << 20;
    /** Linux's words for ENOSPC. */
    private static final String NO_SPACE = "No space left";

    private final Workspaces workspaces;
    private final Workspace workspace;
    private long total;
    private long fetched;
    private long converted;
    private long nextLook = LOOK_EVERY;

    SpaceLeft(Workspaces workspaces, Workspace workspace) {
        this.workspaces = workspaces;
        this.workspace = workspace;
    }

    /** Counts what is fetched and tells the next listener. */
    TransferProgress fetched(TransferProgress next) {
        return (done, announced) -> {
            fetchedTo(done, announced);
            next.moved(done, announced);
        };
    }

    /** Counts what is converted and tells the next listener. */
    TransferProgress converted(TransferProgress next) {
        return (done, unknown) -> {
            convertedTo(done);
            look(done);
            next.moved(done, unknown);
        };
    }

    private synchronized void fetchedTo(long done, long announced) {
        total = announced;
        fetched = done;
        tell();
    }

    private synchronized void convertedTo(long done) {
        converted = done;
        tell();
    }

    private void tell() {
        workspaces.leftToWrite(workspace, Math.max(0, total - fetched) + Math.max(0, total - converted));
    }

    private void look(long converted) {
        if (converted >= nextLook) {
            nextLook = converted + LOOK_EVERY;
            workspaces.requireRoom(workspace, 0);
        }
    }

    /**
     * What another attempt will write, now that what this one converted is deleted. When that filled the disk, the whole
     * is as much more as there was still to convert.
     */
    synchronized long neededAgain(IOException cause) {
        long toFetch = Math.max(0, total - fetched);
        if (converted == 0 || cause.getMessage() == null || !cause.getMessage().contains(NO_SPACE)) {
            return toFetch + Math.max(0, total);
        }
        double whole = (double) Workspaces.free(workspace) * Math.max(total, converted) / converted;
        return toFetch + Math.max(total, (long) whole + 1);
    }

    @Override
    public void close() {
        workspaces.giveBack(workspace);
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.TransferProgress;

/**
 * Fetches packages from the marketplace into workspaces.
 *
 * <p>Goes on where an earlier attempt ended (Range with If-Range), within an attempt also after each connection that
 * broke. A server that sends the whole again is compared with what is there and goes on from its end. Another version
 * starts over.
 *
 * <p>What an answer leads to: 404 and 410 are a bad package; so is a web page, when it comes at each of the tries,
 * since a permanent one would else hold its orders until their deadline, and the next order asks anew; so is a
 * package that is larger than allowed. 401, 403, other unexpected statuses and redirects that are not allowed are the
 * operator's; 408, 425, 429, 5xx, no connection, broken ones and stalls may be tried again later. {@code Retry-After}
 * is ignored: the process has its own delays.
 */
final class PackageFetch {
    private final PackageServer server;
    private final FetchLimits limits;
    private final Workspaces workspaces;

    PackageFetch(PackageServer server, FetchLimits limits, Workspaces workspaces) {
        this.server = server;
        this.limits = limits;
        this.workspaces = workspaces;
    }

    FetchLimits limits() {
        return limits;
    }

    /**
     * Asks the server and decides into which file the package goes; the download is yet to be run.
     *
     * @param attemptFolder for what only this attempt can use
     * @throws PackageChanged when what is there is of another version; it is gone then, and the next call starts over
     * @throws Fault what the server's answer means, where it is no package
     */
    Download begin(PackageId id, Workspace workspace, Path attemptFolder, TransferProgress progress)
            throws IOException, InterruptedException {
        PackageLine line = new PackageLine(server, id, limits);
        Download download = null;
        try {
            download = begin(id, line, workspace, attemptFolder, progress);
            return download;
        } finally {
            if (download == null) {
                line.close();
            }
        }
    }

    private Download begin(
            PackageId id, PackageLine line, Workspace workspace, Path attemptFolder, TransferProgress progress)
            throws IOException, InterruptedException {
        String url = server.url(id).toString();
        Optional<PartialPackage> kept = PartialPackage.find(workspace, url);
        PartialPackage part;
        Answer answer = null;
        if (kept.isPresent()) {
            part = kept.get();
            if (!part.isComplete()) {
                answer = goOn(line, part);
            }
        } else {
            answer = line.connect(0, Optional.empty());
            part = create(id, workspace, attemptFolder, url, answer);
        }
        Download.Room room = bytes -> workspaces.setAside(workspace, bytes);
        return new Download(id, line, part, answer, limits, room, progress);
    }

    /** On a disk without a free byte it is this that fails, and what the package will need is known by now. */
    private PartialPackage create(PackageId id, Workspace workspace, Path attemptFolder, String url, Answer answer) {
        try {
            return PartialPackage.create(workspace, attemptFolder, url, answer);
        } catch (IOException e) {
            answer.close();
            throw notWritten(id, workspace, Download.toBeWritten(answer.total(), 0), e);
        }
    }

    /** What follows from a workspace that could not be written: the operator's fault, which says what is missing. */
    RuntimeException notWritten(PackageId id, Workspace workspace, long needed, IOException cause) {
        return notWritten(id, bytes -> workspaces.requireRoom(workspace, bytes), needed, cause);
    }

    /** Looks after the space that an import will need, until it is closed. */
    SpaceLeft spaceLeft(Workspace workspace) {
        return new SpaceLeft(workspaces, workspace);
    }

    static RuntimeException notWritten(PackageId id, Download.Room room, long missing, IOException cause) {
        try {
            room.require(Math.max(1, missing));
            return Fault.operator("Package %s: it cannot be written to the workspace.".formatted(id), cause);
        } catch (Fault noRoom) {
            noRoom.addSuppressed(cause);
            return noRoom;
        }
    }

    private static Answer goOn(PackageLine line, PartialPackage part) throws IOException, InterruptedException {
        long length = part.length();
        Answer answer = line.connect(length, part.version().validator());
        if (!part.isContinuedBy(answer, length)) {
            part.discard();
            throw new PackageChanged();
        }
        return answer;
    }
}

package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Refusals;
import org.spotcloud.adapter.catalog.TransferProgress;

/** One package on its way into its file. One thread runs it; another may follow its {@link #growth}. */
final class Download implements AutoCloseable {
    private final PackageId id;
    private final PackageLine line;
    private final long maxSize;
    private final Room room;
    private final TransferProgress progress;
    private final Growth growth = new Growth();
    private PartialPackage part;
    private Answer answer;
    private long length;
    private volatile boolean pieced;

    /** Sets room aside for what is still to come. */
    interface Room {
        /**
         * Returns when there is that much.
         *
         * @throws Fault the operator's, when there is less; one to try again, when others are about to need it
         */
        void require(long bytes);
    }

    /** @param answer where the rest comes from; null when the file is complete */
    Download(
            PackageId id,
            PackageLine line,
            PartialPackage part,
            Answer answer,
            FetchLimits limits,
            Room room,
            TransferProgress progress) {
        this.id = id;
        this.line = line;
        this.part = part;
        this.answer = answer;
        this.maxSize = limits.maxSize();
        this.room = room;
        this.progress = progress;
        this.length = part.length();
        this.pieced = length > 0;
        growth.reached(length);
        requireAllowed(total());
    }

    PartialPackage part() {
        return part;
    }

    Growth growth() {
        return growth;
    }

    /** Whether the bytes come from more than one answer, so that another try in one piece may bring others. */
    boolean isPieced() {
        return pieced;
    }

    /** Fetches to the end. What goes wrong is told to those who follow the growth, and to nobody else. */
    @SuppressWarnings("CatchingUnchecked") // whatever it is, the follower must learn of it or it waits in vain
    void run() {
        try {
            fetch();
            growth.end();
        } catch (IOException e) {
            growth.fail(PackageFetch.notWritten(id, room, toBeWritten(), e));
        } catch (InterruptedException | RuntimeException | Error e) {
            growth.fail(e);
        } finally {
            line.close();
        }
    }

    private void fetch() throws IOException, InterruptedException {
        progress.moved(length, total());
        if (answer == null) {
            return;
        }
        room.require(toBeWritten());
        try (FileChannel out = FileChannel.open(part.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            while (!copy(out)) {
                connectAgain();
            }
        }
        part = part.ended(length);
        progress.moved(length, length);
    }

    /** Copies one answer; true when the package's end has come, false when the connection ended before. */
    private boolean copy(FileChannel out) throws IOException, InterruptedException {
        long position = answer.first();
        while (true) {
            ByteBuffer piece;
            try {
                piece = line.next(length);
            } catch (IOException e) {
                line.failedTry(length, e);
                return false;
            }
            if (!piece.hasRemaining()) {
                return isEnd(position);
            }
            growth.alive();
            position = store(out, piece, position);
        }
    }

    private boolean isEnd(long position) throws IOException, InterruptedException {
        if (position < length) {
            throw changed();
        }
        if (total() == Answer.UNKNOWN || length == total()) {
            return true;
        }
        line.failedTry(length, new IOException("the answer ended at " + length + " of " + total()));
        return false;
    }

    /** Compares what is there already, so that pieces of two versions never meet, and appends what is not. */
    private long store(FileChannel out, ByteBuffer bytes, long position) throws IOException {
        if (position < length) {
            int known = (int) Math.min(bytes.remaining(), length - position);
            requireSame(out, bytes.slice(bytes.position(), known), position);
            bytes.position(bytes.position() + known);
            position += known;
        }
        if (bytes.hasRemaining()) {
            requireAllowed(position + bytes.remaining());
            append(out, bytes);
            position = length;
        }
        return position;
    }

    private void requireSame(FileChannel out, ByteBuffer bytes, long position) throws IOException {
        ByteBuffer there = ByteBuffer.allocate(bytes.remaining());
        while (there.hasRemaining() && out.read(there, position + there.position()) >= 0) {}
        if (!there.flip().equals(bytes)) {
            throw changed();
        }
    }

    private void append(FileChannel out, ByteBuffer bytes) throws IOException {
        if (total() != Answer.UNKNOWN && length + bytes.remaining() > total()) {
            throw Fault.tryAgain(
                    "Package %s: the marketplace sent more than the %d bytes that it announced.".formatted(id, total()),
                    null);
        }
        while (bytes.hasRemaining()) {
            length += out.write(bytes, length);
        }
        line.brought();
        growth.reached(length);
        progress.moved(length, total());
    }

    private void connectAgain() throws IOException, InterruptedException {
        pieced = true;
        answer = line.connect(length, part.version().validator());
        while (answer.kind() == Answer.Kind.NO_SUCH_PART) {
            line.failedTry(length, new IOException("the server has no byte after " + length + " of " + total()));
            answer = line.connect(length, part.version().validator());
        }
        if (!part.isContinuedBy(answer, length)) {
            throw changed();
        }
    }

    private PackageChanged changed() throws IOException {
        part.discard();
        return new PackageChanged();
    }

    private long toBeWritten() {
        return toBeWritten(total(), length);
    }

    /**
     * The rest of the package, and a disk that is at least as large as the package, in which it is compressed; 0 as long as
     * nobody knows.
     */
    static long toBeWritten(long total, long fetched) {
        return total == Answer.UNKNOWN ? 0 : total - fetched + total;
    }

    private long total() {
        return part.version().total();
    }

    private void requireAllowed(long size) {
        if (size > maxSize) {
            throw Fault.refused(
                    Refusals.BAD_PACKAGE,
                    "Package %s: at most %s may be downloaded, it has %s or more."
                            .formatted(id, Bytes.text(maxSize), Bytes.text(size)));
        }
    }

    @Override
    public void close() {
        line.close();
    }
}

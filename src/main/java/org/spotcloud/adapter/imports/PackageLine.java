package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Refusals;

/**
 * The line to the server that one download uses: as many connections as it takes while bytes come. Without new bytes
 * it gives up after a few tries, or when nothing has come for the stall timeout, whatever the tries were spent on.
 */
final class PackageLine implements AutoCloseable {
    private final PackageServer server;
    private final PackageId id;
    private final FetchLimits limits;
    private Answer answer;
    private int fruitless;
    private boolean brought;
    private long lastSign = System.nanoTime();

    PackageLine(PackageServer server, PackageId id, FetchLimits limits) {
        this.server = server;
        this.id = id;
        this.limits = limits;
    }

    /**
     * Connects, or connects again, and asks for the bytes from a position on.
     *
     * @throws Fault when there is no such package, or none to be had now; a web page counts as refused when it comes
     *     each time
     */
    Answer connect(long from, Optional<Validator> validator) throws InterruptedException {
        close();
        while (true) {
            try {
                long wanted = validator.isPresent() ? from : 0;
                answer = server.get(id, wanted, validator, left(from));
                return answer;
            } catch (WebPageAnswered e) {
                if (isLastTry()) {
                    throw Fault.refused(
                            Refusals.BAD_PACKAGE,
                            "Package %s: the marketplace answers a web page instead of the package.".formatted(id),
                            e);
                }
            } catch (PackageConnection.Silence e) {
                throw stalled(from, e);
            } catch (IOException e) {
                failedTry(from, e);
            } catch (Fault e) {
                throw e.at(server.host());
            }
        }
    }

    /**
     * The next piece of the answer; empty at its end.
     *
     * @param length bytes of the package so far
     * @throws IOException when the connection broke
     */
    ByteBuffer next(long length) throws IOException, InterruptedException {
        try {
            ByteBuffer piece = answer.body().next(left(length));
            lastSign = System.nanoTime();
            return piece;
        } catch (PackageConnection.Silence e) {
            throw stalled(length, e);
        }
    }

    /** New bytes came, and are stored: all tries are open again. */
    void brought() {
        server.answered();
        brought = true;
        fruitless = 0;
        lastSign = System.nanoTime();
    }

    /** A connection ended too early: pauses if it brought nothing, and gives up after too many of those in a row. */
    void failedTry(long length, IOException cause) throws InterruptedException {
        if (brought) {
            brought = false;
        } else if (isLastTry()) {
            throw Fault.tryAgain(
                            "Package %s: the connection to the marketplace broke %d times without a further byte, after %s."
                                    .formatted(id, limits.tries(), Bytes.text(length)),
                            cause)
                    .at(server.host());
        }
    }

    private boolean isLastTry() throws InterruptedException {
        fruitless++;
        if (fruitless < limits.tries()) {
            Thread.sleep(limits.pause().toMillis());
            return false;
        }
        return true;
    }

    private Duration left(long length) {
        Duration left = limits.stallTimeout().minusNanos(System.nanoTime() - lastSign);
        if (left.isNegative() || left.isZero()) {
            throw stalled(length, null);
        }
        return left;
    }

    private Fault stalled(long length, Throwable cause) {
        return Fault.tryAgain(
                        "Package %s: nothing came from the marketplace for %d seconds, after %s."
                                .formatted(id, limits.stallTimeout().toSeconds(), Bytes.text(length)),
                        cause)
                .at(server.host());
    }

    @Override
    public void close() {
        if (answer != null) {
            answer.close();
            answer = null;
        }
    }
}

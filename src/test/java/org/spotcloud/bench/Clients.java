package org.spotcloud.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Clients that each send one request after the other, without a pause. */
final class Clients {
    private static final Duration RAMP = Duration.ofMillis(250);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Processor time in one look. */
    private static final Duration AT_REST = Duration.ofMillis(150);

    private final URI service;
    private final ProcessHandle process;

    /** @param pid the service's process */
    Clients(URI service, long pid) {
        this.service = service;
        process = ProcessHandle.of(pid).orElseThrow();
    }

    /**
     * Measures for that long, once the clients are at it.
     *
     * @param request as it is sent, asked for before each exchange and not part of its time
     */
    Sample measure(int clients, Duration time, Supplier<byte[]> request) throws IOException, InterruptedException {
        AtomicBoolean counting = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<long[]>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> send(request, counting, over)));
            }
            Thread.sleep(RAMP.toMillis());
            Duration cpuBefore = cpu();
            long begun = System.nanoTime();
            counting.set(true);
            Thread.sleep(time.toMillis());
            counting.set(false);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Duration used = cpu().minus(cpuBefore);
            over.set(true);
            return new Sample(nanos(all), took, used);
        } finally {
            over.set(true);
            threads.shutdown();
        }
    }

    private long[] send(Supplier<byte[]> request, AtomicBoolean counting, AtomicBoolean over) throws IOException {
        LongStream.Builder nanos = LongStream.builder();
        try (Connection connection = new Connection(service)) {
            while (!over.get()) {
                byte[] next = request.get();
                long begun = System.nanoTime();
                connection.exchange(next);
                if (counting.get()) {
                    nanos.add(System.nanoTime() - begun);
                }
            }
        }
        return nanos.build().toArray();
    }

    private static long[] nanos(List<Future<long[]>> all) throws IOException, InterruptedException {
        List<long[]> each = new ArrayList<>();
        for (Future<long[]> one : all) {
            try {
                each.add(one.get());
            } catch (ExecutionException e) {
                throw new IOException("a client failed", e.getCause());
            }
        }
        return each.stream().flatMapToLong(Arrays::stream).toArray();
    }

    /** Waits until the service has done what the last requests have left it to do, but not for ever. */
    void awaitRest(Duration longest) throws InterruptedException {
        long limit = System.nanoTime() + longest.toNanos();
        Duration before = cpu();
        Duration used = LOOK;
        while (used.compareTo(AT_REST) > 0 && System.nanoTime() < limit) {
            Thread.sleep(LOOK.toMillis());
            Duration now = cpu();
            used = now.minus(before);
            before = now;
        }
    }

    /** That of the service so far, in steps of 10 ms. */
    private Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

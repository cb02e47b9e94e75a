package org.spotcloud.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.spotcloud.lab.Lab;

/** Orders machines one by one of a package whose image is ready, each some time after the one before was run. */
final class Launching {
    private static final String RUN = "RunInstances";
    /** An idle service, at another moment of its periods each time. */
    private static final long SHORTEST_REST = 500;

    private static final long LONGEST_REST = 1500;

    private final Lab lab;
    private final String packageId;
    private final List<String> transactions = new ArrayList<>();

    Launching(Lab lab, String packageId) {
        this.lab = lab;
        this.packageId = packageId;
    }

    /**
     * The nanoseconds from each order to its RunInstances at the cloud, sorted.
     *
     * @param machines the ids of what was ordered are added to them
     */
    long[] measure(int orders, List<String> machines) throws IOException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        String hardware = lab.marketplace().hardware().asText();
        for (int i = 0; i < orders; i++) {
            Thread.sleep(SHORTEST_REST + i * (LONGEST_REST - SHORTEST_REST) / orders);
            lab.sandbox().forgetCalls();
            String machine = UUID.randomUUID().toString();
            Instant sent = Instant.now();
            transactions.add(lab.marketplace()
                    .put("vm", Map.of("name", machine, "package", packageId, "hardware", hardware))
                    .path("txid")
                    .asText());
            lab.await(RUN, () -> !lab.sandbox().calls(RUN).isEmpty());
            Instant run = lab.sandbox().calls(RUN).get(0).call().at();
            nanos.add(Duration.between(sent, run).toNanos());
            machines.add(machine);
        }
        return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Waits until all that was ordered runs. */
    void awaitEnds() throws IOException, InterruptedException {
        for (String transaction : transactions) {
            if (lab.awaitEnd(transaction).path("is_error").asBoolean()) {
                throw new IOException("transaction " + transaction + " failed");
            }
        }
    }
}

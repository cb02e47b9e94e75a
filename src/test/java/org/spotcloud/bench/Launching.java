package org.spotcloud.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.spotcloud.lab.Lab;
import org.spotcloud.sandbox.faults.Call;
import org.spotcloud.sandbox.faults.CallEntry;

/** Orders machines one by one of a package whose image is ready, each when the one before runs. */
final class Launching {
    private static final String RUN = "RunInstances";
    /** An idle service, at another moment of its periods each time. */
    private static final long SHORTEST_REST = 300;

    private static final long LONGEST_REST = 700;

    private final Lab lab;
    private final String packageId;

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
        for (int i = 0; i < orders; i++) {
            Thread.sleep(SHORTEST_REST + i * (LONGEST_REST - SHORTEST_REST) / orders);
            lab.sandbox().forgetCalls();
            String machine = UUID.randomUUID().toString();
            String hardware = lab.marketplace().hardware().asText();
            Instant sent = Instant.now();
            String transaction = lab.marketplace()
                    .put("vm", Map.of("name", machine, "package", packageId, "hardware", hardware))
                    .path("txid")
                    .asText();
            lab.awaitEnd(transaction);
            nanos.add(Duration.between(sent, run()).toNanos());
            machines.add(machine);
        }
        return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private Instant run() throws IOException {
        return lab.sandbox().calls(RUN).stream()
                .map(CallEntry::call)
                .map(Call::at)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + RUN + " at the cloud"));
    }
}

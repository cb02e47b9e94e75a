package org.spotcloud.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Marketplace;

/** Orders machines from many threads and deletes them again: some while they are launched, the others once they run. */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** One order in so many is deleted before it can have ended. */
    private static final int DELETED_EARLY = 4;

    private static final int LONGEST_BEFORE_DELETE = 2500;

    private final Lab lab;
    private final Random random;
    private final ExecutorService clients;

    /**
     * @param seed of what is deleted when
     * @param clients how many orders are under way at once
     */
    Load(Lab lab, long seed, int clients) {
        this.lab = lab;
        this.random = new Random(seed);
        this.clients = Executors.newFixedThreadPool(clients);
    }

    /**
     * Serves that many orders to their ends.
     *
     * @param packages what is ordered in turn
     * @param bad a package that every order of it is refused for
     * @return the orders that ended as they should not, each in a sentence
     */
    List<String> run(int orders, List<String> packages, String bad) throws InterruptedException {
        List<Future<String>> ends = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            boolean early = random.nextInt(DELETED_EARLY) == 0;
            int before = random.nextInt(LONGEST_BEFORE_DELETE);
            boolean good = i % 25 != 0;
            String ordered = good ? packages.get(i % packages.size()) : bad;
            ends.add(clients.submit(() -> early && good ? deletedAfter(before, ordered) : ended(ordered, good)));
        }
        List<String> wrong = new ArrayList<>();
        for (Future<String> end : ends) {
            try {
                if (!end.get().isEmpty()) {
                    wrong.add(end.get());
                }
            } catch (ExecutionException e) {
                wrong.add(e.getCause().toString());
            }
        }
        return wrong;
    }

    private String deletedAfter(int millis, String ordered) throws IOException, InterruptedException {
        String machine = UUID.randomUUID().toString();
        place(machine, ordered);
        Thread.sleep(millis);
        return lab.marketplace().delete("vm/" + machine).isPresent() ? "" : "machine " + machine + " is lost";
    }

    private String ended(String ordered, boolean good) throws IOException, InterruptedException {
        String machine = UUID.randomUUID().toString();
        String transaction = place(machine, ordered);
        JsonNode end = awaitEnd(transaction);
        boolean error = end.path("is_error").asBoolean();
        if (!error) {
            lab.marketplace().delete("vm/" + machine);
        }
        return error == good ? "transaction " + transaction + " ended with: " + end.path("message") : "";
    }

    private String place(String machine, String ordered) throws IOException, InterruptedException {
        JsonNode answer = lab.marketplace().order(machine, ordered);
        if (answer.path("errno").asInt(-1) != 0) {
            throw new IOException("the order of " + machine + " was answered with " + answer);
        }
        return answer.path("txid").asText();
    }

    private JsonNode awaitEnd(String transaction) throws IOException, InterruptedException {
        Marketplace marketplace = lab.marketplace();
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit)) {
            JsonNode found = marketplace
                    .get("transaction/" + transaction)
                    .orElseThrow(() -> new IOException("transaction " + transaction + " is lost"))
                    .path("transaction");
            if (!found.path("ended").isNull()) {
                return found;
            }
            Thread.sleep(LOOK.toMillis());
        }
        throw new IOException("transaction " + transaction + " does not end");
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}

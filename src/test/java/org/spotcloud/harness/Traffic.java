package org.spotcloud.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.spotcloud.lab.Marketplace;

/**
 * The marketplace's side: keeps so many orders in flight, deletes machines, and remembers all that was accepted. As a client
 * that means it, it sends again what was not answered.
 */
final class Traffic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(300);
    /** Machines that may run before the oldest are deleted. */
    private static final int MOST_RUNNING = 30;

    /** More than asked for, since some end while others are ordered. */
    private static final int RESERVE = 14;

    private final Supplier<Marketplace> marketplace;
    private final Parcels parcels;
    private final Random random;
    private final int inFlight;
    private final Map<String, Sent> accepted = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::keepGoing, "traffic");
    private volatile boolean feeding;
    private volatile boolean closed;
    private volatile RuntimeException broken;

    Traffic(Supplier<Marketplace> marketplace, Parcels parcels, Random random, int inFlight) {
        this.marketplace = marketplace;
        this.parcels = parcels;
        this.random = random;
        this.inFlight = inFlight;
        thread.setDaemon(true);
    }

    void start() {
        feeding = true;
        thread.start();
    }

    /** No more orders of its own accord. */
    void stopFeeding() {
        feeding = false;
    }

    List<Sent> accepted() {
        return List.copyOf(accepted.values());
    }

    List<Sent> open() {
        return accepted.values().stream().filter(sent -> !sent.hasEnded()).toList();
    }

    List<Sent> running() {
        return accepted.values().stream()
                .filter(sent -> sent.hasEnded() && !sent.hasFailed() && !sent.isDeleted())
                .toList();
    }

    /** Waits until as many orders are in flight as there shall be. */
    void awaitFull() throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!thread.isAlive() || open().size() < inFlight) {
            if (broken != null) {
                throw broken;
            }
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("no " + inFlight + " orders came to be in flight in " + PATIENCE);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** What the service said that it never may say, and what ended the traffic. */
    Optional<RuntimeException> broken() {
        return Optional.ofNullable(broken);
    }

    private void keepGoing() {
        try {
            while (!closed) {
                while (feeding && open().size() < inFlight + RESERVE) {
                    order(parcels.any());
                }
                for (Sent sent : open()) {
                    look(sent);
                }
                if (feeding && running().size() > MOST_RUNNING) {
                    delete();
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            broken = e;
        }
    }

    /** Orders a machine, again and again until there is an answer; empty when that is a refusal. */
    Optional<Sent> order(Parcels.Parcel parcel) throws InterruptedException {
        return order(UUID.randomUUID().toString(), parcel);
    }

    private Optional<Sent> order(String machine, Parcels.Parcel parcel) throws InterruptedException {
        JsonNode answer = answered(() -> Optional.of(marketplace.get().order(machine, parcel.uuid())))
                .orElseThrow();
        if (answer.path("errno").asInt() != 0) {
            return Optional.empty();
        }
        String transaction = answer.path("txid").asText();
        return Optional.of(accepted.computeIfAbsent(transaction, id -> new Sent(machine, parcel, id)));
    }

    /** Two clients order the same machine at the same moment. */
    void orderTwice(Parcels.Parcel parcel) throws InterruptedException {
        String machine = UUID.randomUUID().toString();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            try {
                order(machine, parcel);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        order(machine, parcel);
        other.join();
    }

    /** Orders a machine that was ordered before and may run or wait. */
    void orderAgain() throws InterruptedException {
        List<Sent> open = open();
        if (!open.isEmpty()) {
            Sent again = open.get(random.nextInt(open.size()));
            order(again.machine(), again.parcel());
        }
    }

    /** Deletes a machine that runs, if one does. */
    boolean delete() throws InterruptedException {
        return delete(running());
    }

    /** Deletes a machine that is being launched, if one is. */
    boolean deleteInFlight() throws InterruptedException {
        return delete(open().stream().filter(sent -> !sent.isDeleted()).toList());
    }

    private boolean delete(List<Sent> candidates) throws InterruptedException {
        Optional<Sent> chosen = choose(candidates);
        if (chosen.isPresent()) {
            delete(chosen.get());
        }
        return chosen.isPresent();
    }

    private synchronized Optional<Sent> choose(List<Sent> candidates) {
        List<Sent> free = candidates.stream().filter(sent -> !sent.isKept()).toList();
        if (free.isEmpty()) {
            return Optional.empty();
        }
        Sent chosen = free.get(random.nextInt(free.size()));
        markDeleted(chosen.machine());
        return Optional.of(chosen);
    }

    /** Keeps so many machines that run from being deleted by chance; fewer where fewer run. */
    synchronized List<Sent> keep(int most) {
        List<Sent> kept = running().stream()
                .filter(sent -> !sent.isKept() && !sent.isOff())
                .limit(most)
                .toList();
        kept.forEach(Sent::keep);
        return kept;
    }

    /** The instance of a machine that runs, as the service tells. */
    String instanceOf(Sent sent) throws InterruptedException {
        return answered(() -> marketplace.get().get("vm/" + sent.machine()))
                .orElseThrow(() -> new IllegalStateException("LOST: the service does not know the machine of " + sent))
                .path("vm")
                .path("nova_id")
                .asText();
    }

    /** Asks for a change of power of that machine; its state, {@code refused} or {@code gone} say what came of it. */
    String power(Sent sent, String action) throws InterruptedException {
        String machine = sent.machine();
        Optional<JsonNode> answer = answered(() -> marketplace.get().act(machine, action));
        if (answer.isEmpty()) {
            return "gone";
        }
        if (answer.get().path("errno").asInt() != 0) {
            return "refused";
        }
        if (!action.equals("reboot")) {
            sent.off(action.equals("stop"));
        }
        return state(sent);
    }

    /** The state of a machine; {@code gone} when the service does not know it. */
    String state(Sent sent) throws InterruptedException {
        return answered(() -> marketplace.get().get("vm/" + sent.machine()))
                .map(answer -> answer.path("vm").path("state").asText())
                .orElse("gone");
    }

    /** Deletes that machine. */
    void delete(Sent sent) throws InterruptedException {
        String machine = sent.machine();
        markDeleted(machine);
        answered(() -> marketplace.get().delete("vm/" + machine));
        // one that was ordered under this id meanwhile may be what the delete met
        markDeleted(machine);
    }

    private void markDeleted(String machine) {
        accepted.values().stream()
                .filter(sent -> sent.machine().equals(machine))
                .forEach(Sent::delete);
    }

    private void look(Sent sent) throws InterruptedException {
        Optional<JsonNode> found = answered(() -> marketplace.get().get("transaction/" + sent.transaction()));
        JsonNode transaction = found.orElseThrow(
                        () -> new IllegalStateException("LOST: the service does not know " + sent))
                .path("transaction");
        if (!transaction.has("ended") || !transaction.has("is_error")) {
            throw new IllegalStateException("WRONG: " + sent + " is answered with " + transaction);
        }
        if (!transaction.path("ended").isNull()) {
            sent.ended(
                    transaction.path("is_error").asBoolean(),
                    transaction.path("message").asText());
        }
    }

    /** A call to the service, which may be away. */
    private interface Call {
        Optional<JsonNode> send() throws IOException, InterruptedException;
    }

    private static Optional<JsonNode> answered(Call call) throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return call.send();
            } catch (IOException e) {
                if (Instant.now().isAfter(limit)) {
                    throw new IllegalStateException("the service did not answer for " + PATIENCE, e);
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}

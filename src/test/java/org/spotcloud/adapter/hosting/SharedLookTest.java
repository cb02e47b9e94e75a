package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedLookTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<Set<String>> looks = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstBegan = new CountDownLatch(1);
    private final CompletableFuture<Void> firstMayEnd = new CompletableFuture<>();

    private final SharedLook<String, Integer> shared = new SharedLook<>(asked -> {
        looks.add(new TreeSet<>(asked));
        int number = looks.size();
        if (number == 1) {
            firstBegan.countDown();
            firstMayEnd.join();
        }
        return asked.stream()
                .filter(key -> !key.equals("nowhere"))
                .collect(Collectors.toMap(key -> key, key -> number));
    });

    @AfterEach
    void endCallers() {
        callers.shutdownNow();
    }

    @Test
    void givesWhoComesDuringALookTheNextOneTogether() throws Exception {
        Future<Optional<Integer>> early = callers.submit(() -> shared.take("a"));
        firstBegan.await();
        List<Future<Optional<Integer>>> late = List.of("a", "b", "b", "nowhere").stream()
                .map(key -> callers.submit(() -> shared.take(key)))
                .toList();
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(late).noneMatch(Future::isDone);

        firstMayEnd.complete(null);

        assertThat(early.get()).contains(1);
        assertThat(late.get(0).get()).contains(2);
        assertThat(late.get(1).get()).contains(2);
        assertThat(late.get(2).get()).contains(2);
        assertThat(late.get(3).get()).isEmpty();
        assertThat(looks).containsExactly(Set.of("a"), Set.of("a", "b", "nowhere"));
    }

    @Test
    void tellsEachCallerWhyALookFailedAndLooksAgainForTheNext() throws Exception {
        Future<Optional<Integer>> early = callers.submit(() -> shared.take("a"));
        firstBegan.await();
        firstMayEnd.completeExceptionally(new IllegalArgumentException("the database is away"));

        assertThatThrownBy(early::get).hasRootCauseMessage("the database is away");
        assertThat(shared.take("a")).contains(2);
    }

    @Test
    void throwsWhatTheLookHasThrown() {
        SharedLook<String, Integer> broken = new SharedLook<>(asked -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> broken.take("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThat(new SharedLook<String, Integer>(asked -> Map.of()).take("a")).isEmpty();
    }
}

package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whom a node takes for dead; time passes by moving what the database says it is. */
class NodeHeartTest extends ByHandTest {
    private static final Duration TAKE_OVER = Duration.ofSeconds(45);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final String OTHER = "nodeaway";

    @Autowired
    NodeRows rows;

    @Autowired
    Releases releases;

    @Autowired
    Release release;

    @Autowired
    Leases leases;

    @Autowired
    JdbcClient jdbc;

    private final NodeDuty duty = new NodeDuty();

    @AfterEach
    void forgetTheNodes() {
        jdbc.sql("DELETE FROM node WHERE id IN ('nodeaway', 'nodehere')").update();
    }

    @Test
    void callsNobodySilentWhomItCouldNotHear() {
        MovedClock time = new MovedClock(rows.databaseTime());
        NodeHeart heart = heart(time);
        rows.beat(OTHER, "boot", Duration.ZERO, release.version());
        beatFor(TAKE_OVER, heart, time);
        assertThat(duty.last().silent())
                .as("this node heard others all the time")
                .contains(OTHER);

        jdbc.sql("DELETE FROM node WHERE id = ?").param(OTHER).update();
        rows.beat(OTHER, "boot", Duration.ZERO, release.version());
        time.move(Duration.ofMinutes(1));
        beat(heart);
        assertThat(duty.last().silent())
                .as("nobody could beat while the database was away")
                .isEmpty();

        beatFor(TAKE_OVER, heart, time);
        assertThat(duty.last().silent()).as("it has not come back").contains(OTHER);
    }

    private void beatFor(Duration all, NodeHeart heart, MovedClock time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(all) < 0; passed = passed.plus(BEAT)) {
            beat(heart);
            time.move(BEAT);
        }
    }

    /** Each start beats once. */
    private static void beat(NodeHeart heart) {
        heart.start();
        heart.stop();
    }

    private NodeHeart heart(MovedClock time) {
        return new NodeHeart(
                "nodehere",
                "boot",
                release,
                TAKE_OVER,
                rows,
                new NodeClock(time, time::instant),
                releases,
                duty,
                leases,
                null);
    }
}

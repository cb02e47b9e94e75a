package org.spotcloud.harness;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.spotcloud.sandbox.SandboxClient;
import org.spotcloud.sandbox.faults.Fault;
import org.spotcloud.sandbox.faults.Fault.When;
import org.spotcloud.sandbox.faults.OrderedFault;
import org.spotcloud.sandbox.faults.Trigger;

/** Faults of cloud, store and package server that strike one call each; counted when they have struck. */
final class SmallFaults {
    private static final int SERVER_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final long SLOW_RATE = 40_000;
    private static final long SOME_BYTES = 300;
    private static final long MANY_BYTES = 30_000;
    private static final int MOST_SKIPPED = 3;

    /** Longer than the service waits for an answer. */
    private static final Duration TOO_LONG = Duration.ofSeconds(7);

    private static final Duration SLOW = Duration.ofMillis(1500);

    private record Kind(String name, Trigger on, Fault fault) {}

    private static final List<Kind> KINDS = List.of(
            ec2("answer dropped", "RunInstances", Fault.drop(When.AFTER)),
            ec2("answer dropped", "RegisterImage", Fault.drop(When.AFTER)),
            ec2("answer dropped", "TerminateInstances", Fault.drop(When.AFTER)),
            ec2("answer dropped", "DescribeInstances", Fault.drop(When.AFTER)),
            ec2("connection reset", "RunInstances", Fault.drop(When.BEFORE)),
            ec2("connection reset", "RegisterImage|DescribeImages", Fault.drop(When.BEFORE)),
            ec2("connection reset", "CreateTags|TerminateInstances", Fault.drop(When.BEFORE)),
            ec2("error 500", "RunInstances", Fault.error(SERVER_ERROR, "InternalError", "Ordered")),
            ec2("error 500 after the effect", "RunInstances", error().afterEffect()),
            ec2("error 500 after the effect", "RegisterImage", error().afterEffect()),
            ec2("error 500", "DescribeInstances|DescribeImages", error()),
            ec2("error 503", "RunInstances|TerminateInstances", Fault.error(UNAVAILABLE, "Unavailable", "Ordered")),
            ec2("throttled", "RunInstances", throttled()),
            ec2("throttled", "DescribeInstances|DescribeImages|RegisterImage", throttled()),
            ec2("page of a proxy", ".*", Fault.raw(BAD_GATEWAY, "text/html", "<html>Bad gateway</html>")),
            ec2("slow answer", "RunInstances|RegisterImage|DescribeInstances", Fault.delay(SLOW)),
            ec2("answer too late", "RunInstances", Fault.delay(TOO_LONG)),
            ec2("answer too late", "TerminateInstances|RegisterImage|DescribeInstances", Fault.delay(TOO_LONG)),
            s3("error 500", "PUT", Fault.error(SERVER_ERROR, "InternalError", "Ordered")),
            s3("throttled", "PUT", Fault.error(UNAVAILABLE, "SlowDown", "Ordered")),
            s3("upload dropped", "PUT", Fault.dropAfterBytes(SOME_BYTES)),
            s3("answer dropped", "PUT", Fault.drop(When.AFTER)),
            packages("download dropped", Fault.dropAfterBytes(MANY_BYTES)),
            packages("download slow", Fault.slow(SLOW_RATE)),
            packages("error 503", Fault.error(UNAVAILABLE, null, "Ordered")),
            packages("wrong length", Fault.wrongLength(SOME_BYTES)),
            packages("Range ignored", Fault.noRange()),
            packages("redirect", Fault.redirect(null)),
            packages("page of a portal", Fault.html()));

    private final SandboxClient sandbox;
    private final Random random;
    private final Map<String, Kind> ordered = new HashMap<>();

    SmallFaults(SandboxClient sandbox, Random random) {
        this.sandbox = sandbox;
        this.random = random;
    }

    /** Lets so many faults strike the next calls that fit. */
    void order(int count) {
        for (int index = 0; index < count; index++) {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            ordered.put(sandbox.order(kind.on().skip(random.nextInt(MOST_SKIPPED)), kind.fault()), kind);
        }
    }

    /** How many of the ordered ones have not struck yet. */
    int waiting() {
        return (int) sandbox.faults().stream()
                .filter(fault -> ordered.containsKey(fault.id()) && fault.struck() == 0)
                .count();
    }

    /** Counts those that have struck, and withdraws the others. */
    void collect(Tally tally) {
        for (OrderedFault fault : sandbox.faults()) {
            Kind kind = ordered.remove(fault.id());
            if (kind != null) {
                tally.add(kind.on().service() + ": " + kind.name(), fault.struck());
                sandbox.withdraw(fault.id());
            }
        }
    }

    private static Fault error() {
        return Fault.error(SERVER_ERROR, "InternalError", "Ordered");
    }

    private static Fault throttled() {
        return Fault.error(UNAVAILABLE, "RequestLimitExceeded", "Ordered");
    }

    private static Kind ec2(String name, String action, Fault fault) {
        return new Kind(name, Trigger.ec2(action), fault);
    }

    private static Kind s3(String name, String method, Fault fault) {
        return new Kind(name, Trigger.s3(method, null), fault);
    }

    private static Kind packages(String name, Fault fault) {
        return new Kind(name, Trigger.packages(null), fault);
    }
}

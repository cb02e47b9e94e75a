package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.PackageId;

/**
 * One stretch of a machine's running. A machine that is stopped and started again has several.
 *
 * @param machineId the marketplace's id, in the spelling it was ordered in
 * @param instanceType EC2's name of the ordered size
 * @param started when it was first seen running
 * @param ended when its delete was accepted or it was first seen not running; empty while it runs
 * @param because why it ended; empty while it runs
 */
public record UsageRecord(
        UUID id,
        LaunchId launchId,
        String machineId,
        PackageId packageId,
        UUID hardwareId,
        String instanceType,
        Architecture architecture,
        Optional<String> instanceId,
        Instant started,
        Optional<Instant> ended,
        Optional<UsageEnd> because) {

    /**
     * What of it lies in a period.
     *
     * @param now until when a machine counts that still runs
     * @return empty when it did not run in that period
     */
    public Optional<UsagePeriod> within(UsagePeriod period, Instant now) {
        Instant from = started.isAfter(period.from()) ? started : period.from();
        Instant end = ended.orElse(now);
        Instant to = end.isBefore(period.to()) ? end : period.to();
        return from.isBefore(to) ? Optional.of(new UsagePeriod(from, to)) : Optional.empty();
    }
}

package org.spotcloud.sandbox.ec2;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An instance as it really is, whatever the API shows of it; instances that are gone are kept.
 *
 * @param state EC2's name of it, or {@code gone}
 * @param token as stored; null while it is not
 */
public record InstanceTruth(
        String id,
        String state,
        String imageId,
        String instanceType,
        String token,
        List<String> groups,
        Map<String, String> tags,
        String publicAddress,
        String userData,
        Instant launched) {}

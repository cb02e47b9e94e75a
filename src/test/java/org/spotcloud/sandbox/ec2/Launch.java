package org.spotcloud.sandbox.ec2;

import java.util.List;
import java.util.Map;

/**
 * What RunInstances was asked for, checked.
 *
 * @param token or null
 * @param parameters all that was sent but the token and the protocol's own
 */
record Launch(
        String imageId,
        String instanceType,
        String keyName,
        List<String> groups,
        String zone,
        String userData,
        Map<String, String> tags,
        int count,
        String token,
        String kernelId,
        String ramdiskId,
        String architecture,
        Map<String, String> parameters) {}

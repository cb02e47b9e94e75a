package org.spotcloud.adapter.machines;

/**
 * What RunInstances is asked for: exactly one instance.
 *
 * @param clientToken the idempotency token, persisted before the call
 * @param imageId the machine image
 */
public record RunRequest(String clientToken, String imageId, String instanceType) {}

package org.spotcloud.adapter.machines;

/**
 * What was asked of a machine's power.
 *
 * @param serial which request of that machine it is
 */
public record PowerRequest(PowerAction action, int serial) {}

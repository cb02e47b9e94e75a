package org.spotcloud.adapter.machines;

/**
 * A machine that the marketplace sees.
 *
 * @param os the operating system of its package
 */
public record LiveMachine(Machine machine, String os) {}

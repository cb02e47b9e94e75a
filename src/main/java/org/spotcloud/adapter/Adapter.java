package org.spotcloud.adapter;

/** Entry point of the one jar. */
public final class Adapter {
    private Adapter() {}

    public static void main(String[] args) {}
}

package org.spotcloud.adapter.bundle;

/**
 * A part of a bundle.
 *
 * @param index from 0
 * @param name under which it is stored
 * @param size in bytes
 * @param sha1 of its bytes, as they are stored, in lower-case hexadecimal
 * @param imageBytes how much of the image has gone into this part and those before it
 */
public record Part(int index, String name, int size, String sha1, long imageBytes) {}

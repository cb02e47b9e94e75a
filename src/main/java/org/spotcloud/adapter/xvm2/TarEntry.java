package org.spotcloud.adapter.xvm2;

/**
 * A member of a tar.
 *
 * @param name as written
 * @param size bytes of the file, the holes of a sparse one included
 * @param isFile whether it is a file and no folder, link, device or the like
 */
record TarEntry(String name, long size, boolean isFile) {}

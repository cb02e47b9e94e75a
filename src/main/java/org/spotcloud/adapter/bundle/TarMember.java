package org.spotcloud.adapter.bundle;

import java.time.Instant;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * How the image stands in its tar. Nothing of it comes from the file system, so that the same image gives the same
 * bytes again.
 *
 * @param name of the one regular file in it: a plain name of at most 100 ASCII characters
 * @param modified to the second
 * @param userId from 0
 * @param groupId from 0
 */
public record TarMember(String name, Instant modified, int userId, int groupId) {
    /** The header field {@code name} of POSIX.1-1988 ({@code ustar}). */
    private static final int LONGEST_NAME = 100;

    private static final int MODE = 0644;

    public TarMember {
        Objects.requireNonNull(modified, "modified");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || name.length() > LONGEST_NAME || userId < 0 || groupId < 0) {
            throw new IllegalArgumentException("a tar member has a plain name and ids from 0, not '%s', %d and %d"
                    .formatted(name, userId, groupId));
        }
    }

    TarArchiveEntry entry(long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(MODE);
        entry.setModTime(Math.multiplyExact(modified.getEpochSecond(), 1000L));
        entry.setIds(userId, groupId);
        // the library would put the name of the account that runs us
        entry.setNames("", "");
        return entry;
    }
}

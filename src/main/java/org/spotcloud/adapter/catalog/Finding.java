package org.spotcloud.adapter.catalog;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that bears the mark of this installation and that nobody owned when it was looked for.
 *
 * @param firstSeen when a run first found it
 * @param run the run that found it last
 * @param told whether the operator wants it removed
 */
public record Finding(
        Belonging.Kind kind,
        String id,
        String name,
        Instant firstSeen,
        UUID run,
        State state,
        boolean told,
        String words) {

    /** What became of it. */
    public enum State {
        /** Nobody knows how old it is; it is found when it has been seen for long enough. */
        SEEN,
        /** It belongs to nobody. */
        FOUND,
        /** It was removed. */
        REMOVED,
        /** It was to be removed and was kept; the words say why. */
        KEPT
    }
}

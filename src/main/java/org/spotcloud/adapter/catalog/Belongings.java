package org.spotcloud.adapter.catalog;

import java.util.List;
import java.util.Optional;

/** Port: the things of one kind that bear the mark of this installation, and no others. Safe to repeat. */
public interface Belongings {
    Belonging.Kind kind();

    /**
     * All there are.
     *
     * @throws Fault when not all can be listed
     */
    List<Belonging> list();

    /** That one as it is at this moment; empty when it is gone, is going, or does not bear the mark. */
    Optional<Belonging> look(String id);

    /** Whether the database knows somebody whose it is. */
    boolean isOwned(Belonging thing);

    /** Takes it away; what is gone already is no fault. */
    void remove(Belonging thing);

    /** Whether {@link #list} on this node would show a thing of that id. */
    default boolean sees(String id) {
        return true;
    }
}

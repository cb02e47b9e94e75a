package org.spotcloud.adapter.catalog;

import java.time.Instant;
import java.util.List;

/** Port: a way to make files of an import known to the cloud as images. */
public interface Publisher {
    /**
     * Publishes one file and returns the cloud's id of it ({@code aki-…}, {@code ari-…}, {@code ami-…}). Can be called
     * again after any interruption: what an earlier attempt registered is found by its name, the oldest is kept and
     * the rest deregistered, and what earlier attempts left in the store is deleted.
     *
     * @param progress is told the bytes of the file that the store has acknowledged
     * @throws Fault what could not be done, and what follows
     */
    String publish(Publication publication, TransferProgress progress);

    /**
     * Takes back all that was published for a generation of an image: registrations and stored objects. Safe to
     * repeat; what is gone already is no error.
     *
     * @return whether there was anything to take back
     */
    boolean withdraw(ImageKey key, int generation);

    /** What was begun to be published before that and not withdrawn since, as far as this way keeps records of it. */
    default List<ImageGeneration> begunBefore(Instant limit) {
        return List.of();
    }
}

package org.spotcloud.adapter.catalog;

import java.time.Instant;
import java.util.List;

/** Port: a way to make files of an import known to the cloud as images. */
public interface Publisher {
    /**
     * Publishes one file and returns the cloud's id of it ({@code aki-…}, {@code ari-…}, {@code ami-…}). Can be called
     * again after any interruption: what an earlier attempt registered is found by its name, the oldest that fits is
     * kept and the rest deregistered, and what earlier attempts left in the store is deleted. A machine image that names
     * another kernel or ramdisk than this publication does not fit, nor does one whose attempt was withdrawn.
     *
     * @param progress is told the bytes of the file that the store has acknowledged
     * @throws Fault what could not be done, and what follows
     */
    String publish(Publication publication, TransferProgress progress);

    /**
     * Takes back all that was published for a generation of an image: registrations and stored objects. Safe to
     * repeat; what is gone already is no error.
     *
     * @param claim of the attempt that withdraws; required once it is known what there is, and before any is taken back
     * @return whether there was anything to take back
     */
    boolean withdraw(ImageKey key, int generation, Claim claim);

    /**
     * Takes away what an attempt has left that lost its step while it published, as far as nobody can use it. Another
     * attempt may be at work in its place, or done.
     *
     * @param attempt as the publication named it
     */
    default void abandon(ImageKey key, int generation, Publication.Kind kind, String attempt) {}

    /** What earlier generations of an image have published, or begun to, that was not withdrawn since. */
    default List<ImageGeneration> before(ImageKey key, int generation) {
        return List.of();
    }

    /** What was begun to be published before that and not withdrawn since, as far as this way keeps records of it. */
    default List<ImageGeneration> begunBefore(Instant limit) {
        return List.of();
    }
}

package org.spotcloud.adapter.catalog;

/** Is told how far a transfer or a conversion has come. Called often: implementations are cheap. */
@FunctionalInterface
public interface TransferProgress {
    /** Tells nobody. */
    TransferProgress NONE = (done, total) -> {};

    /**
     * @param done bytes so far, from 0; never less than the last time within one attempt
     * @param total bytes in all, or -1 when nobody knows yet
     */
    void moved(long done, long total);
}

package org.spotcloud.adapter.imports;

import org.spotcloud.adapter.catalog.TransferProgress;

/** Passes progress on, but not a step back, as when a download starts over. */
final class NeverBackwards implements TransferProgress {
    private final TransferProgress listener;
    private long furthest;

    NeverBackwards(TransferProgress listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void moved(long done, long total) {
        furthest = Math.max(furthest, done);
        listener.moved(furthest, total);
    }
}

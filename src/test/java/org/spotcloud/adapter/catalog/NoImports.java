package org.spotcloud.adapter.catalog;

/** No import runs. */
public final class NoImports implements RunningImports {
    @Override
    public boolean runs(String importId) {
        return false;
    }

    @Override
    public boolean runsFor(ImageKey key) {
        return false;
    }
}

package org.spotcloud.adapter.catalog;

/** Port: which imports have not ended. */
public interface RunningImports {
    /** Whether the import of that process id has not ended. */
    boolean runs(String importId);

    /** Whether any import of that image has not ended. */
    boolean runsFor(ImageKey key);
}

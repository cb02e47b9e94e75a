package org.spotcloud.adapter.imports;

/** The folder of an import is not there (any more): what it held has to be fetched again. */
public final class WorkspaceLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkspaceLost(String message) {
        super(message);
    }
}

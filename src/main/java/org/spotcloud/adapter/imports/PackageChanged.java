package org.spotcloud.adapter.imports;

/** The server has another version of the package than the one that was being fetched: all starts over. */
final class PackageChanged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PackageChanged() {
        super("the package changed while it was fetched");
    }
}

package org.spotcloud.adapter.catalog;

import java.util.List;

/** Port: what is away, as this node sees it; for pages and health. */
public interface Outages {
    /** The endpoints whose work is paused, by name; empty when all answer. */
    List<Outage> outages();
}

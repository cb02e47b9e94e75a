package org.spotcloud.adapter.imports.bootmenu;

import java.util.Optional;
import java.util.Set;

/** The file system that a boot loader reads, by absolute paths. What cannot be read is not there. */
public interface BootFolder {
    /** What the text file at that path begins with; empty when there is none. */
    Optional<String> text(String path);

    /** The names in the folder at that path; empty when there is none. */
    Set<String> names(String path);
}

package org.spotcloud.adapter.imports;

import java.util.Objects;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.xvm2.Member;

/**
 * What is wanted of a package.
 *
 * @param disk the disk to convert, where an {@link org.spotcloud.adapter.xvm2.AnotherDiskException} has told it
 * @param hardware what the image is to run on; empty for anything
 */
public record Wanted(Optional<Member> disk, Optional<Architecture> hardware) {
    /** Its boot disk, for any hardware. */
    public static final Wanted ANYTHING = new Wanted(Optional.empty(), Optional.empty());

    public Wanted {
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(hardware, "hardware");
    }

    /** Its boot disk, for that hardware. */
    public static Wanted on(Architecture hardware) {
        return new Wanted(Optional.empty(), Optional.of(hardware));
    }

    /** The same of that disk. */
    public Wanted of(Member another) {
        return new Wanted(Optional.of(another), hardware);
    }
}

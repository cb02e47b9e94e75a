package org.spotcloud.adapter.settings;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much is imported at once.
 *
 * @param concurrent imports that work at the same time on this node
 * @param queue packages that orders may wait for; past it an order is taken only for a package that is imported, or
 *     about to be
 * @param inflater what inflates the disks
 * @param bootMode what of a disk becomes the image
 */
@Validated
@ConfigurationProperties("spotcloud.imports")
public record ImportSettings(
        @DefaultValue("2") @Min(1) int concurrent,
        @DefaultValue("100") @Min(1) int queue,
        @DefaultValue("auto") Inflater inflater,
        @DefaultValue("auto") BootMode bootMode) {

    /** What can be chosen to inflate. */
    public enum Inflater {
        /** ISA-L where it is installed, the JDK where not. */
        AUTO,
        /** ISA-L; without it the service does not start. */
        ISAL,
        /** The JDK. */
        JDK
    }
}

package org.spotcloud.adapter.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether machines get a public address of the cloud's project.
 *
 * @param address what a machine gets once it runs
 */
@ConfigurationProperties("spotcloud.cloud")
public record AddressSettings(@DefaultValue("none") Source address) {
    /** Where public addresses come from. */
    public enum Source {
        /** Machines get none, or the cloud gives them one by itself. */
        NONE,
        /** One of the project's that nobody uses, else a newly allocated one, which is released with the machine. */
        POOL
    }
}

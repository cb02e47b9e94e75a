package org.spotcloud.adapter.settings;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where packages come from, and how large they may be.
 *
 * @param urlTemplate the URL of a package; {@code %s} stands for its UUID
 * @param maxSize of the package file
 * @param maxDisk of a disk inside
 * @param stallTimeout how long a download may bring nothing
 */
@ConfigurationProperties("spotcloud.packages")
public record PackageSettings(
        @DefaultValue("http://spotcloud.appspot.com/api/package/download?uuid=%s") String urlTemplate,
        @DefaultValue("50GB") DataSize maxSize,
        @DefaultValue("200GB") DataSize maxDisk,
        @DefaultValue("60s") Duration stallTimeout) {

    public PackageSettings {
        if (!urlTemplate.contains("%s")) {
            throw new IllegalArgumentException("spotcloud.packages.url-template has no %s where the UUID goes");
        }
    }

    /** The host that is asked for packages. */
    public String host() {
        return URI.create(urlTemplate.replace("%s", "")).getHost();
    }
}

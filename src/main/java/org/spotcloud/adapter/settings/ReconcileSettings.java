package org.spotcloud.adapter.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How cloud, store and disk are compared with the database.
 *
 * @param every how often that is done by itself; never when 0
 * @param grace what is younger is never called nobody's: a launch or an upload may be under way
 */
@ConfigurationProperties("spotcloud.reconcile")
public record ReconcileSettings(@DefaultValue("1d") Duration every, @DefaultValue("1h") Duration grace) {
    public ReconcileSettings {
        if (every.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException("spotcloud.reconcile.every and .grace are not negative");
        }
    }
}

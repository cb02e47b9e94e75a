package org.spotcloud.adapter.settings;

import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long usage is kept, by which sellers are paid.
 *
 * @param keep counted from the end of each stretch of running, such as {@code 3y} or {@code 18m}
 */
@ConfigurationProperties("spotcloud.usage")
public record UsageSettings(@DefaultValue("3y") Period keep) {
    public UsageSettings {
        if (keep.isNegative() || keep.isZero()) {
            throw new IllegalArgumentException(
                    "spotcloud.usage.keep is %s, expected more than nothing".formatted(keep));
        }
    }
}

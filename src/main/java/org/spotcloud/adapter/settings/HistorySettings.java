package org.spotcloud.adapter.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long is kept what has ended.
 *
 * @param keep for processes, machines and transactions; whole days count for processes, at least one
 */
@ConfigurationProperties("spotcloud.history")
public record HistorySettings(@DefaultValue("30d") Duration keep) {
    public HistorySettings {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("spotcloud.history.keep is %s, expected a day or more".formatted(keep));
        }
    }
}

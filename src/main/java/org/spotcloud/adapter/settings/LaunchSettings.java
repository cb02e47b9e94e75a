package org.spotcloud.adapter.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a launch may take.
 *
 * @param deadline from the order until its image is ready
 * @param runningDeadline from RunInstances until the instance runs
 */
@ConfigurationProperties("spotcloud.launch")
public record LaunchSettings(@DefaultValue("2h") Duration deadline, @DefaultValue("15m") Duration runningDeadline) {}

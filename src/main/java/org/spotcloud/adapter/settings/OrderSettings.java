package org.spotcloud.adapter.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long an order may take in all.
 *
 * @param deadline after which an order ends with an error, whatever it waits for
 */
@ConfigurationProperties("spotcloud.order")
public record OrderSettings(@DefaultValue("24h") Duration deadline) {}

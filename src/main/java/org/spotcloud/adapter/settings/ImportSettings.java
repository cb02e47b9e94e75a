package org.spotcloud.adapter.settings;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much is imported at once.
 *
 * @param concurrent imports that work at the same time on this node
 */
@Validated
@ConfigurationProperties("spotcloud.imports")
public record ImportSettings(@DefaultValue("2") @Min(1) int concurrent) {}

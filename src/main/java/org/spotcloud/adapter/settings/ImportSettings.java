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
 */
@Validated
@ConfigurationProperties("spotcloud.imports")
public record ImportSettings(@DefaultValue("2") @Min(1) int concurrent, @DefaultValue("100") @Min(1) int queue) {}

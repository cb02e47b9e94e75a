package org.spotcloud.adapter.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the engine's external tasks are served.
 *
 * @param lock how long a fetched task is locked; extended while its handler runs
 * @param takeOver after so long a silence of a node others have taken over its work; longer than the lock
 */
@ConfigurationProperties("spotcloud.engine")
public record EngineSettings(@DefaultValue("30s") Duration lock, @DefaultValue("45s") Duration takeOver) {}

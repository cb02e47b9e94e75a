package org.spotcloud.adapter.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The engine's REST API, which can do to processes whatever the service itself can.
 *
 * @param enabled whether the administrator may call it, by HTTP Basic; closed to everyone otherwise
 */
@ConfigurationProperties("spotcloud.engine-rest")
public record EngineRestSettings(@DefaultValue("false") boolean enabled) {}

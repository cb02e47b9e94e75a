package org.spotcloud.adapter.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call the SpotCloud endpoint.
 *
 * @param user the marketplace's user name
 * @param password its password; without one every call is refused
 */
@ConfigurationProperties("spotcloud.hosting")
public record HostingSettings(@DefaultValue("spotcloud") String user, @DefaultValue("") Secret password) {}

package org.spotcloud.adapter.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may open the operator's pages and Cockpit.
 *
 * @param user the administrator's login
 * @param password its password; without one, one is made at the first start and kept in a file that only its owner reads
 */
@ConfigurationProperties("spotcloud.admin")
public record AdminSettings(@DefaultValue("admin") String user, @DefaultValue("") Secret password) {}

package org.spotcloud.adapter.settings;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may open the operator's pages and Cockpit.
 *
 * @param user the administrator's login
 * @param password its password; without one, one is made at the first start and kept in a file that only its owner reads
 * @param passwordFile that file
 */
@Validated
@ConfigurationProperties("spotcloud.admin")
public record AdminSettings(
        @DefaultValue("admin") @NotBlank String user,
        @DefaultValue("") Secret password,
        @DefaultValue("./data/admin-password") Path passwordFile) {}

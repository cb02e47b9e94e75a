package org.spotcloud.adapter.settings;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How secrets are kept in the database.
 *
 * @param keyFile the file with the key that they are encrypted with; made at the first start, for its owner alone. All
 *     nodes of one database need the same
 */
@ConfigurationProperties("spotcloud.secrets")
public record SecretSettings(@DefaultValue("./data/secret.key") Path keyFile) {}

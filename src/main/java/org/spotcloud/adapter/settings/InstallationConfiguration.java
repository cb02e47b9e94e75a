package org.spotcloud.adapter.settings;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class InstallationConfiguration {
    private static final int ID_BYTES = 4;

    /** The id that the database holds; the first node to start makes it. */
    @Bean
    @DependsOnDatabaseInitialization
    Installation installation(JdbcClient jdbc) {
        return stored(jdbc).orElseGet(() -> {
            byte[] id = new byte[ID_BYTES];
            new SecureRandom().nextBytes(id);
            try {
                jdbc.sql("INSERT INTO installation (singleton, id) VALUES (1, ?)")
                        .param(HexFormat.of().formatHex(id))
                        .update();
            } catch (DuplicateKeyException raced) {
                // another node made it first: its id counts
            }
            return stored(jdbc).orElseThrow();
        });
    }

    @Bean
    SecretBox secretBox(SecretSettings settings) {
        return SecretBox.at(settings.keyFile());
    }

    private static Optional<Installation> stored(JdbcClient jdbc) {
        return jdbc.sql("SELECT id FROM installation")
                .query(String.class)
                .optional()
                .map(Installation::new);
    }
}

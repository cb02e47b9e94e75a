package org.spotcloud.adapter.cloud.publishing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spotcloud.adapter.bundle.BundleLayout;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.ImageGeneration;
import org.spotcloud.adapter.catalog.ImageKey;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.settings.SecretBox;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The attempts to publish, in table {@code publication_attempt}; keys and ivs lie there sealed. */
class PublicationAttempts {
    private final JdbcClient jdbc;
    private final SecretBox secrets;
    private final Clock clock;

    PublicationAttempts(JdbcClient jdbc, SecretBox secrets, Clock clock) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.clock = clock;
    }

    void add(Upload upload) {
        PublicationAttempt attempt = upload.attempt();
        BundleLayout layout = upload.layout();
        jdbc.sql(
                        """
                        INSERT INTO publication_attempt (key_prefix, package_id, architecture, generation, kind, attempt,
                            bucket, sealed_key, sealed_iv, compressor, compressor_version, compression_level, part_size,
                            tar_modified, tar_user_id, tar_group_id, started_at)
                        VALUES (:prefix, :package, :architecture, :generation, :kind, :attempt,
                            :bucket, :key, :iv, :compressor, :compressorVersion, :level, :partSize,
                            :modified, :userId, :groupId, :startedAt)
                        """)
                .param("prefix", attempt.prefix())
                .params(image(upload.image()))
                .param("attempt", upload.madeBy())
                .param("bucket", attempt.bucket())
                .param("key", secrets.seal(layout.key().key(), purpose("sealed_key", attempt.prefix())))
                .param("iv", secrets.seal(layout.key().iv(), purpose("sealed_iv", attempt.prefix())))
                .param("compressor", BundleLayout.COMPRESSOR)
                .param("compressorVersion", BundleLayout.compressorVersion())
                .param("level", layout.compressionLevel())
                .param("partSize", layout.partSize())
                .param("modified", Timestamp.from(layout.member().modified()))
                .param("userId", layout.member().userId())
                .param("groupId", layout.member().groupId())
                .param("startedAt", Timestamp.from(attempt.startedAt()))
                .update();
    }

    /** Remembers what an attempt registered, and when that became known first. */
    void registered(PublicationAttempt attempt, String imageId) {
        jdbc.sql(
                        """
                        UPDATE publication_attempt SET image_id = :id, registered_at = :now
                        WHERE key_prefix = :prefix AND registered_at IS NULL
                        """)
                .param("id", imageId)
                .param("now", Timestamp.from(clock.instant()))
                .param("prefix", attempt.prefix())
                .update();
    }

    /** All attempts for an image that have a row still, the oldest first. */
    List<PublicationAttempt> of(ImageName image) {
        return jdbc.sql(
                        """
                        SELECT key_prefix, bucket, started_at, image_id, registered_at FROM publication_attempt
                        WHERE package_id = :package AND architecture = :architecture
                            AND generation = :generation AND kind = :kind
                        ORDER BY started_at, key_prefix
                        """)
                .params(image(image))
                .query((row, number) -> read(row))
                .list();
    }

    /** Whether there is a row of the attempt whose keys begin so. */
    boolean isKnown(String prefix) {
        return jdbc.sql("SELECT COUNT(*) FROM publication_attempt WHERE key_prefix = :prefix")
                        .param("prefix", prefix)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The buckets that attempts have used. */
    List<String> buckets() {
        return jdbc.sql("SELECT DISTINCT bucket FROM publication_attempt ORDER BY bucket")
                .query(String.class)
                .list();
    }

    /** The generations with an attempt that was started before that and has a row still. */
    List<ImageGeneration> begunBefore(Instant limit) {
        return jdbc.sql(
                        """
                        SELECT DISTINCT package_id, architecture, generation FROM publication_attempt
                        WHERE started_at < :limit
                        """)
                .param("limit", Timestamp.from(limit))
                .query((row, number) -> new ImageGeneration(
                        new ImageKey(
                                PackageId.of(row.getString("package_id")),
                                Architecture.of(row.getString("architecture"))),
                        row.getInt("generation")))
                .list();
    }

    /** The earlier generations of an image with an attempt that has a row still. */
    List<ImageGeneration> before(ImageKey key, int generation) {
        return jdbc.sql(
                        """
                        SELECT DISTINCT generation FROM publication_attempt
                        WHERE package_id = :package AND architecture = :architecture AND generation < :generation
                        """)
                .param("package", key.packageId().toString())
                .param("architecture", key.architecture().ec2Name())
                .param("generation", generation)
                .query((row, number) -> new ImageGeneration(key, row.getInt("generation")))
                .list();
    }

    void remove(PublicationAttempt attempt) {
        remove(attempt.prefix());
    }

    void remove(String prefix) {
        jdbc.sql("DELETE FROM publication_attempt WHERE key_prefix = :prefix")
                .param("prefix", prefix)
                .update();
    }

    /** Keys and ivs stay sealed: tidying up needs none, and goes on when the key file was lost. */
    private static PublicationAttempt read(ResultSet row) throws SQLException {
        return new PublicationAttempt(
                row.getString("key_prefix"),
                row.getString("bucket"),
                row.getTimestamp("started_at").toInstant(),
                Optional.ofNullable(row.getString("image_id")),
                Optional.ofNullable(row.getTimestamp("registered_at")).map(Timestamp::toInstant));
    }

    private static Map<String, Object> image(ImageName image) {
        return Map.of(
                "package", image.key().packageId().toString(),
                "architecture", image.key().architecture().ec2Name(),
                "generation", image.generation(),
                "kind", image.kindText());
    }

    /** What a secret of that column is sealed for. */
    static String purpose(String column, String prefix) {
        return "publication_attempt." + column + " " + prefix;
    }
}

package org.spotcloud.adapter.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The image rows, which are the truth about images: who decides about one locks its row first, and changes it only
 * while the generation it works for is still the current one.
 */
@Repository
public class Images {
    private static final int LONGEST_REFUSAL = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;

    public Images(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * The row, locked until the caller's transaction ends. A missing one is inserted first, in a transaction of its own,
     * so that two callers never wait for each other's insert.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Image lock(ImageKey key) {
        return select(key, " FOR UPDATE").orElseGet(() -> {
            insert(key);
            return select(key, " FOR UPDATE").orElseThrow();
        });
    }

    /** The image as it is now, or empty when nobody has asked for it yet. */
    public Optional<Image> find(ImageKey key) {
        return select(key, "");
    }

    /** All images. */
    public List<Image> all() {
        return jdbc.sql("SELECT * FROM image ORDER BY package_id, architecture")
                .query(Images::image)
                .list();
    }

    /** How many images are in each state; states without any, and images never asked for, are left out. */
    public Map<ImageState, Integer> byState() {
        Map<ImageState, Integer> counts = new EnumMap<>(ImageState.class);
        jdbc.sql("SELECT state, COUNT(*) AS images FROM image WHERE generation > 0 GROUP BY state")
                .query(row -> {
                    counts.put(ImageState.valueOf(row.getString("state")), row.getInt("images"));
                });
        return counts;
    }

    /** A new generation is being imported by that process; the caller holds the lock. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void importing(ImageKey key, int generation, String importProcessId) {
        jdbc.sql(
                        """
                        UPDATE image SET state = 'IMPORTING', generation = :generation, import_process_id = :process,
                               kernel_id = NULL, ramdisk_id = NULL, image_id = NULL, refusal = NULL
                         WHERE package_id = :package AND architecture = :architecture""")
                .param("generation", generation)
                .param("process", importProcessId)
                .param("package", key.packageId().toString())
                .param("architecture", key.architecture().ec2Name())
                .update();
    }

    /** The generation is published; false when it is no longer the current one, or not being imported. */
    @Transactional
    public boolean ready(ImageKey key, int generation, String imageId, String kernelId, String ramdiskId) {
        return jdbc.sql(
                                """
                        UPDATE image SET state = 'READY', image_id = :image, kernel_id = :kernel, ramdisk_id = :ramdisk
                         WHERE package_id = :package AND architecture = :architecture
                           AND generation = :generation AND state = 'IMPORTING'""")
                        .param("image", imageId)
                        .param("kernel", kernelId)
                        .param("ramdisk", ramdiskId)
                        .param("package", key.packageId().toString())
                        .param("architecture", key.architecture().ec2Name())
                        .param("generation", generation)
                        .update()
                == 1;
    }

    /** The generation cannot be imported; false when it is no longer the current one, or not being imported. */
    @Transactional
    public boolean refused(ImageKey key, int generation, String why) {
        return jdbc.sql(
                                """
                        UPDATE image SET state = 'REFUSED', refusal = :why
                         WHERE package_id = :package AND architecture = :architecture
                           AND generation = :generation AND state = 'IMPORTING'""")
                        .param("why", why.substring(0, Math.min(why.length(), LONGEST_REFUSAL)))
                        .param("package", key.packageId().toString())
                        .param("architecture", key.architecture().ec2Name())
                        .param("generation", generation)
                        .update()
                == 1;
    }

    /** The cloud does not know that image any more; nothing happens when the row holds another one by now. */
    @Transactional
    public void gone(ImageKey key, String imageId) {
        jdbc.sql(
                        """
                        UPDATE image SET state = 'GONE'
                         WHERE package_id = :package AND architecture = :architecture
                           AND image_id = :image AND state = 'READY'""")
                .param("package", key.packageId().toString())
                .param("architecture", key.architecture().ec2Name())
                .param("image", imageId)
                .update();
    }

    /** Whether that is the machine image, kernel or ramdisk of the image that is ready. */
    public boolean holds(ImageKey key, int generation, String cloudId) {
        return count(key, generation, " AND (image_id = :id OR kernel_id = :id OR ramdisk_id = :id)", cloudId) > 0;
    }

    /** Whether the image is ready and that generation made it. */
    public boolean isInUse(ImageKey key, int generation) {
        return count(key, generation, "", "") > 0;
    }

    private int count(ImageKey key, int generation, String condition, String cloudId) {
        return jdbc.sql(
                        """
                        SELECT COUNT(*) FROM image
                         WHERE package_id = :package AND architecture = :architecture
                           AND generation = :generation AND state = 'READY'"""
                                + condition)
                .param("package", key.packageId().toString())
                .param("architecture", key.architecture().ec2Name())
                .param("generation", generation)
                .param("id", cloudId)
                .query(Integer.class)
                .single();
    }

    private Optional<Image> select(ImageKey key, String lock) {
        return jdbc.sql("SELECT * FROM image WHERE package_id = :package AND architecture = :architecture" + lock)
                .param("package", key.packageId().toString())
                .param("architecture", key.architecture().ec2Name())
                .query(Images::image)
                .optional();
    }

    private void insert(ImageKey key) {
        try {
            ownTransaction.executeWithoutResult(status -> jdbc.sql(
                            "INSERT INTO image (package_id, architecture, state, generation) VALUES (?, ?, 'GONE', 0)")
                    .params(key.packageId().toString(), key.architecture().ec2Name())
                    .update());
        } catch (DuplicateKeyException raced) {
            // another transaction inserted it first: the row is there, which is all that was wanted
        }
    }

    private static Image image(ResultSet row, int number) throws SQLException {
        return new Image(
                new ImageKey(PackageId.of(row.getString("package_id")), Architecture.of(row.getString("architecture"))),
                ImageState.valueOf(row.getString("state")),
                row.getInt("generation"),
                Optional.ofNullable(row.getString("import_process_id")),
                Optional.ofNullable(row.getString("image_id")),
                Optional.ofNullable(row.getString("refusal")));
    }
}

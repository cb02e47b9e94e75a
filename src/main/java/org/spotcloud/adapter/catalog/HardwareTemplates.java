package org.spotcloud.adapter.catalog;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The hardware templates: each instance type of the cloud on each architecture. */
@Repository
public class HardwareTemplates {
    private final JdbcClient jdbc;

    public HardwareTemplates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As {@link #sync(List, Offers)}, and all of it can be ordered. */
    public void sync(List<InstanceType> types) {
        sync(types, Offers.EVERYTHING);
    }

    /**
     * Takes over what the cloud has now. Templates of types that are gone, or that are not on offer, stay known and can no
     * longer be ordered.
     */
    public void sync(List<InstanceType> types, Offers offers) {
        List<UUID> present = types.stream()
                .flatMap(type -> Arrays.stream(Architecture.values())
                        .filter(architecture -> offers.include(type.name(), architecture))
                        .map(architecture -> save(type, architecture)))
                .toList();
        for (HardwareTemplate template : offered()) {
            if (!present.contains(template.id())) {
                jdbc.sql("UPDATE hardware_template SET offered = FALSE WHERE id = ?")
                        .param(template.id().toString())
                        .update();
            }
        }
    }

    /** What can be ordered, by name. */
    public List<HardwareTemplate> offered() {
        return jdbc.sql("SELECT * FROM hardware_template WHERE offered = TRUE ORDER BY instance_type, architecture")
                .query(HardwareTemplates::template)
                .list();
    }

    /** The template of that id, offered or not. */
    public Optional<HardwareTemplate> find(UUID id) {
        return jdbc.sql("SELECT * FROM hardware_template WHERE id = ?")
                .param(id.toString())
                .query(HardwareTemplates::template)
                .optional();
    }

    private UUID save(InstanceType type, Architecture architecture) {
        UUID id = id(type.name(), architecture);
        if (update(id, type) == 0) {
            try {
                jdbc.sql("INSERT INTO hardware_template VALUES (?, ?, ?, ?, ?, ?, TRUE)")
                        .params(id.toString(), type.name(), architecture.ec2Name())
                        .params(type.vcpus(), type.memoryMiB(), type.diskGiB())
                        .update();
            } catch (DuplicateKeyException raced) {
                update(id, type);
            }
        }
        return id;
    }

    private int update(UUID id, InstanceType type) {
        return jdbc.sql(
                        "UPDATE hardware_template SET vcpus = ?, memory_mib = ?, disk_gib = ?, offered = TRUE WHERE id = ?")
                .params(type.vcpus(), type.memoryMiB(), type.diskGiB(), id.toString())
                .update();
    }

    /** Made from the name alone (RFC 9562 version 3), so that it stays the same over syncs, restarts and nodes. */
    private static UUID id(String type, Architecture architecture) {
        return UUID.nameUUIDFromBytes(("hardware/" + type + "." + architecture).getBytes(StandardCharsets.UTF_8));
    }

    private static HardwareTemplate template(ResultSet row, int number) throws SQLException {
        return new HardwareTemplate(
                UUID.fromString(row.getString("id")),
                new InstanceType(
                        row.getString("instance_type"),
                        row.getInt("vcpus"),
                        row.getLong("memory_mib"),
                        row.getLong("disk_gib")),
                Architecture.of(row.getString("architecture")),
                row.getBoolean("offered"));
    }
}

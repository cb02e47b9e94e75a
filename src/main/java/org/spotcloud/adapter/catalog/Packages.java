package org.spotcloud.adapter.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is known of the packages that were ordered or imported. */
@Repository
public class Packages {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_DESCRIPTION = 2000;

    private final JdbcClient jdbc;

    public Packages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All packages, by name. */
    public List<PackageListing> all() {
        return jdbc.sql("SELECT * FROM package_listing ORDER BY name, id")
                .query(Packages::listing)
                .list();
    }

    public Optional<PackageListing> find(PackageId id) {
        return jdbc.sql("SELECT * FROM package_listing WHERE id = ?")
                .param(id.toString())
                .query(Packages::listing)
                .optional();
    }

    /** Keeps what is known now in place of what was known before. */
    public void save(PackageListing listing) {
        if (update(listing) == 0) {
            try {
                insert(listing);
            } catch (DuplicateKeyException raced) {
                update(listing);
            }
        }
    }

    /**
     * Lists a package that was ordered, as unknown unless something is known of it. Touches no row that stands: of orders
     * that arrive together none waits for another with a lock in its hands.
     */
    public void list(PackageId id) {
        if (find(id).isEmpty()) {
            try {
                insert(PackageListing.unknown(id));
            } catch (DuplicateKeyException raced) {
                // another order has listed it
            }
        }
    }

    private void insert(PackageListing listing) {
        jdbc.sql(
                        "INSERT INTO package_listing (name, storage_mib, os, description, stamp, id) VALUES (?, ?, ?, ?, ?, ?)")
                .params(columns(listing))
                .update();
    }

    private int update(PackageListing listing) {
        return jdbc.sql(
                        "UPDATE package_listing SET name = ?, storage_mib = ?, os = ?, description = ?, stamp = ? WHERE id = ?")
                .params(columns(listing))
                .update();
    }

    private static List<Object> columns(PackageListing listing) {
        return List.of(
                cut(listing.name(), LONGEST_NAME),
                listing.storageMiB(),
                cut(listing.os(), LONGEST_NAME),
                cut(listing.description(), LONGEST_DESCRIPTION),
                Stamp.fresh(),
                listing.id().toString());
    }

    private static String cut(String text, int longest) {
        return text.substring(0, Math.min(text.length(), longest));
    }

    private static PackageListing listing(ResultSet row, int number) throws SQLException {
        return new PackageListing(
                PackageId.of(row.getString("id")),
                row.getString("name"),
                row.getLong("storage_mib"),
                row.getString("os"),
                row.getString("description"));
    }
}

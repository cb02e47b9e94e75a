package org.spotcloud.adapter.machines;

import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which launch uses which public address: put on record before the cloud is told, so that no two take the same. */
@Repository
public class AddressClaims {
    /**
     * A launch's address.
     *
     * @param allocated whether it was allocated for this launch, and goes with it
     */
    record Claim(String publicAddress, boolean allocated) {}

    private final JdbcClient jdbc;

    public AddressClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the launch has an address. */
    public boolean holds(LaunchId launch) {
        return of(launch).isPresent();
    }

    Optional<Claim> of(LaunchId launch) {
        return jdbc.sql("SELECT public_address, allocated FROM address_claim WHERE launch_id = ?")
                .param(launch.toString())
                .query((row, number) -> new Claim(row.getString("public_address"), row.getBoolean("allocated")))
                .optional();
    }

    /** The addresses that launches use. */
    Set<String> claimed() {
        return jdbc.sql("SELECT public_address FROM address_claim")
                .query(String.class)
                .set();
    }

    /** Takes an address for a launch that has none; false when another launch was first. */
    boolean claim(LaunchId launch, String publicAddress, boolean allocated) {
        try {
            jdbc.sql("INSERT INTO address_claim (launch_id, public_address, allocated) VALUES (?, ?, ?)")
                    .params(launch.toString(), publicAddress, allocated)
                    .update();
            return true;
        } catch (DuplicateKeyException taken) {
            return of(launch)
                    .filter(claim -> claim.publicAddress().equals(publicAddress))
                    .isPresent();
        }
    }

    void drop(LaunchId launch) {
        jdbc.sql("DELETE FROM address_claim WHERE launch_id = ?")
                .param(launch.toString())
                .update();
    }
}

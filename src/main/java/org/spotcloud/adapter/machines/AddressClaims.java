package org.spotcloud.adapter.machines;

import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

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

    private static final String WANTED =
            "SELECT launch_id FROM machine WHERE launch_id = ? AND wanted = 'RUNNING' AND closed_at IS NULL FOR UPDATE";

    public AddressClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the launch has an address. */
    public boolean holds(LaunchId launch) {
        return of(launch).isPresent();
    }

    public Optional<Claim> of(LaunchId launch) {
        return jdbc.sql("SELECT public_address, allocated FROM address_claim WHERE launch_id = ?")
                .param(launch.toString())
                .query((row, number) -> new Claim(row.getString("public_address"), row.getBoolean("allocated")))
                .optional();
    }

    /** The addresses that launches use. */
    public Set<String> claimed() {
        return jdbc.sql("SELECT public_address FROM address_claim")
                .query(String.class)
                .set();
    }

    /**
     * Takes an address for a launch that has none, under the lock of the machine's row: a delete finds the claim, or there
     * is none.
     *
     * @return false when another launch was first
     * @throws Fault try again, which a launch that is being deleted is not given the time for
     */
    @Transactional
    public boolean claim(LaunchId launch, String publicAddress, boolean allocated) {
        if (jdbc.sql(WANTED)
                .param(launch.toString())
                .query(String.class)
                .optional()
                .isEmpty()) {
            throw Fault.tryAgain("the machine is not wanted any more; its launch is being stopped", null);
        }
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

    public void drop(LaunchId launch) {
        jdbc.sql("DELETE FROM address_claim WHERE launch_id = ?")
                .param(launch.toString())
                .update();
    }
}

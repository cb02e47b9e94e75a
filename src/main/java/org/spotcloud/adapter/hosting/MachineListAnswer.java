package org.spotcloud.adapter.hosting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Map;
import org.spotcloud.adapter.hosting.MachineAnswers.MachineList;
import org.spotcloud.adapter.hosting.MachineAnswers.WireMachine;
import org.spotcloud.adapter.machines.LiveMachines;
import org.spotcloud.adapter.machines.LiveMachines.Fingerprint;
import org.spotcloud.adapter.machines.LiveMachines.Listing;
import org.springframework.stereotype.Component;

/**
 * The list of all machines as JSON, encoded when something has changed and shared by all callers. Whether it has changed is
 * asked of the database: another node may have changed it.
 */
@Component
class MachineListAnswer {
    private static final String LIST = "list";

    private final LiveMachines machines;
    private final ObjectMapper json;
    private final SharedLook<String, byte[]> looks = new SharedLook<>(asked -> Map.of(LIST, look()));

    /** Of the last look; only one looks at a time. */
    private volatile Encoded last = new Encoded(null, new byte[0]);

    MachineListAnswer(LiveMachines machines, ObjectMapper json) {
        this.machines = machines;
        this.json = json;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded(Fingerprint fingerprint, byte[] bytes) {}

    /** The list with all that was committed before this call; the array is not to be changed. */
    byte[] bytes() {
        return looks.take(LIST).orElseThrow();
    }

    private byte[] look() {
        Fingerprint now = machines.fingerprint();
        if (!now.equals(last.fingerprint())) {
            last = encode(machines.load(now));
        }
        return last.bytes();
    }

    private Encoded encode(Listing listing) {
        MachineList answer =
                new MachineList(listing.machines().stream().map(WireMachine::of).toList());
        try {
            return new Encoded(listing.fingerprint(), json.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

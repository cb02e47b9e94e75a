package org.spotcloud.adapter.settings;

import java.net.InetAddress;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.stereotype.Component;

/** How the service can be reached. */
@Component
public class Exposure {
    private final boolean beyondLoopback;
    private final boolean encrypted;

    Exposure(ServerProperties server) {
        InetAddress address = server.getAddress();
        beyondLoopback = address == null || !address.isLoopbackAddress();
        encrypted = Ssl.isEnabled(server.getSsl());
    }

    /**
     * Whether digests and passwords may pass a network unencrypted. The digest of a read is the same for ever: whoever
     * sees one can delete every machine.
     */
    public boolean isUnprotected() {
        return beyondLoopback && !encrypted;
    }
}

package org.spotcloud.adapter.hosting;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.settings.Exposure;
import org.spotcloud.adapter.settings.HostingSettings;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says at the start what is wrong with how the endpoint can be called. */
@Component
class ExposureWarning {
    private static final Logger log = LoggerFactory.getLogger(ExposureWarning.class);

    private final Exposure exposure;
    private final HostingSettings settings;

    ExposureWarning(Exposure exposure, HostingSettings settings) {
        this.exposure = exposure;
        this.settings = settings;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        if (exposure.isUnprotected()) {
            log.warn(
                    "The endpoint can be reached from other hosts without TLS: whoever reads one call can delete every "
                            + "machine. Set server.ssl.bundle, or server.address to a loopback address behind a TLS proxy");
        }
        if (settings.password().isBlank()) {
            log.warn("Every call of the endpoint is refused until spotcloud.hosting.password is set");
        }
    }
}

package org.spotcloud.adapter.catalog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes over the cloud's instance types as hardware templates, at the start and then every five minutes. */
@Component
class CatalogSync {
    private static final Logger log = LoggerFactory.getLogger(CatalogSync.class);

    private final InstanceTypes types;
    private final HardwareTemplates templates;

    CatalogSync(InstanceTypes types, HardwareTemplates templates) {
        this.types = types;
        this.templates = templates;
    }

    @Scheduled(fixedDelay = 300_000)
    void sync() {
        try {
            templates.sync(types.list());
        } catch (RuntimeException e) {
            // what was known stays on offer while the cloud is silent
            log.warn("The instance types could not be taken over: {}", e.getMessage());
        }
    }
}

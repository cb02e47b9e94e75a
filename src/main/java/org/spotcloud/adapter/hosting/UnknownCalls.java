package org.spotcloud.adapter.hosting;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Everything that the protocol does not have. */
@RestController
class UnknownCalls {
    @RequestMapping(HostingConfiguration.PATHS)
    void unknown() {
        throw Refusal.notFound();
    }
}

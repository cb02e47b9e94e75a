package org.spotcloud.adapter.admin;

import java.security.Principal;
import org.spotcloud.adapter.settings.Exposure;
import org.spotcloud.adapter.settings.HostingSettings;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The pages: where one logs in, and where one is then. */
@Controller
class Pages {
    private final Overview overview;
    private final Exposure exposure;
    private final HostingSettings hosting;

    Pages(Overview overview, Exposure exposure, HostingSettings hosting) {
        this.overview = overview;
        this.exposure = exposure;
        this.hosting = hosting;
    }

    @GetMapping("/login")
    String login() {
        return "login";
    }

    @GetMapping("/")
    String start(Model model, Principal user) {
        model.addAttribute("user", user.getName());
        model.addAttribute("machines", overview.machines());
        model.addAttribute("images", overview.images());
        model.addAttribute("orders", overview.orders());
        model.addAttribute("unprotected", exposure.isUnprotected());
        model.addAttribute("closed", hosting.password().isBlank());
        return "index";
    }
}

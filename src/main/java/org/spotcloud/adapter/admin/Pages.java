package org.spotcloud.adapter.admin;

import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.spotcloud.adapter.catalog.Reconciliation;
import org.spotcloud.adapter.machines.LaunchId;
import org.spotcloud.adapter.machines.MissingMachines;
import org.spotcloud.adapter.settings.Exposure;
import org.spotcloud.adapter.settings.HostingSettings;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages: where one logs in, and where one is then. */
@Controller
class Pages {
    private final Overview overview;
    private final MissingMachines missing;
    private final Reconciliation reconciliation;
    private final Exposure exposure;
    private final HostingSettings hosting;

    Pages(
            Overview overview,
            MissingMachines missing,
            Reconciliation reconciliation,
            Exposure exposure,
            HostingSettings hosting) {
        this.overview = overview;
        this.missing = missing;
        this.reconciliation = reconciliation;
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
        model.addAttribute("missing", overview.missing());
        model.addAttribute("missingTogether", overview.missingTogether());
        model.addAttribute("leftovers", overview.leftovers());
        model.addAttribute("images", overview.images());
        model.addAttribute("orders", overview.orders());
        model.addAttribute("unprotected", exposure.isUnprotected());
        model.addAttribute("closed", hosting.password().isBlank());
        return "index";
    }

    /** Confirms that machines are gone for good: those that the operator saw, and no others. */
    @PostMapping("/missing/gone")
    String gone(@RequestParam("launch") List<UUID> launches) {
        missing.confirm(launches.stream().map(LaunchId::new).toList());
        return "redirect:/";
    }

    /** Looks for what belongs to nobody, unless that is being done. */
    @PostMapping("/leftovers/look")
    String look() {
        reconciliation.start();
        return "redirect:/#leftovers";
    }

    /** Removes what the operator saw, and nothing that was found since. */
    @PostMapping("/leftovers/remove")
    String remove(@RequestParam("run") UUID seen) {
        reconciliation.remove(seen);
        return "redirect:/#leftovers";
    }
}

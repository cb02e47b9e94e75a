package org.spotcloud.adapter.hosting;

import org.spotcloud.adapter.catalog.HardwareTemplate;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.Network;
import org.spotcloud.adapter.catalog.PackageId;
import org.spotcloud.adapter.catalog.Packages;
import org.spotcloud.adapter.hosting.CatalogAnswers.NetworkList;
import org.spotcloud.adapter.hosting.CatalogAnswers.OnePackage;
import org.spotcloud.adapter.hosting.CatalogAnswers.OneTemplate;
import org.spotcloud.adapter.hosting.CatalogAnswers.PackageList;
import org.spotcloud.adapter.hosting.CatalogAnswers.TemplateList;
import org.spotcloud.adapter.hosting.CatalogAnswers.WireNetwork;
import org.spotcloud.adapter.hosting.CatalogAnswers.WirePackage;
import org.spotcloud.adapter.hosting.CatalogAnswers.WireTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is offered: sizes, packages, networks. Any method is answered as {@code GET}. */
@RestController
@RequestMapping("/rest/hosting")
class CatalogCalls {
    private final HardwareTemplates templates;
    private final Packages packages;

    CatalogCalls(HardwareTemplates templates, Packages packages) {
        this.templates = templates;
        this.packages = packages;
    }

    @RequestMapping("/htemplate/list")
    TemplateList templates() {
        return new TemplateList(
                templates.offered().stream().map(WireTemplate::of).toList());
    }

    @RequestMapping("/htemplate/{uuid}")
    OneTemplate template(@PathVariable("uuid") String uuid) {
        return templates
                .find(UuidText.inPath(uuid))
                .filter(HardwareTemplate::offered)
                .map(template -> new OneTemplate(WireTemplate.of(template)))
                .orElseThrow(Refusal::notFound);
    }

    @RequestMapping("/ptemplate/list")
    PackageList packages() {
        return new PackageList(packages.all().stream().map(WirePackage::of).toList());
    }

    @RequestMapping("/ptemplate/{uuid}")
    OnePackage onePackage(@PathVariable("uuid") String uuid) {
        return packages.find(new PackageId(UuidText.inPath(uuid)))
                .map(listing -> new OnePackage(WirePackage.of(listing)))
                .orElseThrow(Refusal::notFound);
    }

    @RequestMapping("/network/list")
    NetworkList networks() {
        return new NetworkList(Network.all().stream().map(WireNetwork::of).toList());
    }
}

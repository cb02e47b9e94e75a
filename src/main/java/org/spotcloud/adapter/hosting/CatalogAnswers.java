package org.spotcloud.adapter.hosting;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.spotcloud.adapter.catalog.HardwareTemplate;
import org.spotcloud.adapter.catalog.Network;
import org.spotcloud.adapter.catalog.PackageListing;

/** The answers about what is offered. */
final class CatalogAnswers {
    private CatalogAnswers() {}

    /** @param memory MiB */
    @WireForm
    record WireTemplate(UUID uuid, String name, int cpus, String arch, long memory, String hypervisorName) {
        static WireTemplate of(HardwareTemplate template) {
            return new WireTemplate(
                    template.id(),
                    template.name(),
                    template.type().vcpus(),
                    template.architecture().ec2Name(),
                    template.type().memoryMiB(),
                    HardwareTemplate.HYPERVISOR_NAME);
        }
    }

    /** @param storage MiB */
    @WireForm
    record WirePackage(UUID uuid, String name, long storage, String os, String description) {
        static WirePackage of(PackageListing listing) {
            return new WirePackage(
                    listing.id().value(), listing.name(), listing.storageMiB(), listing.os(), listing.description());
        }
    }

    /** The bridge and the VLAN of a host are nothing that a cloud's user knows: always null. */
    @WireForm
    record WireNetwork(UUID uuid, String name, String interfaceName, Integer vlanId) {
        static WireNetwork of(Network network) {
            return new WireNetwork(network.id(), network.name(), null, null);
        }
    }

    @WireForm
    record TemplateList(int errno, String message, List<WireTemplate> templates) {
        TemplateList(List<WireTemplate> templates) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, templates);
        }
    }

    @WireForm
    record OneTemplate(int errno, String message, WireTemplate template) {
        OneTemplate(WireTemplate template) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, template);
        }
    }

    @WireForm
    record PackageList(int errno, String message, List<WirePackage> packages) {
        PackageList(List<WirePackage> packages) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, packages);
        }
    }

    /** The protocol's name of the member is a word of Java's. */
    @WireForm
    record OnePackage(int errno, String message, @JsonProperty("package") WirePackage listing) {
        OnePackage(WirePackage listing) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, listing);
        }
    }

    @WireForm
    record NetworkList(int errno, String message, List<WireNetwork> networks) {
        NetworkList(List<WireNetwork> networks) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, networks);
        }
    }
}

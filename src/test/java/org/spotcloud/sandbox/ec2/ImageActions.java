package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.spotcloud.sandbox.CloudKind;
import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.http.Xml;

/** RegisterImage, DescribeImages, DeregisterImage. */
final class ImageActions {
    private static final Set<String> FILTERS = Set.of(
            "name",
            "state",
            "image-type",
            "image-id",
            "architecture",
            "owner-id",
            "manifest-location",
            "is-public",
            "tag:");
    private static final Set<String> OWNERS = Set.of("self", Reply.OWNER);

    private final CloudKind kind;
    private final Images images;
    private final Registrar registrar;

    ImageActions(CloudKind kind, Images images, Registrar registrar) {
        this.kind = kind;
        this.images = images;
        this.registrar = registrar;
    }

    List<Action> actions() {
        return List.of(
                new Action(
                        "RegisterImage",
                        Set.of(
                                "Name",
                                "ImageLocation",
                                "Description",
                                "Architecture",
                                "RootDeviceName",
                                "BlockDeviceMapping",
                                "VirtualizationType",
                                "KernelId",
                                "RamdiskId",
                                "SriovNetSupport"),
                        this::register),
                new Action("DescribeImages", Set.of("ExecutableBy", "ImageId", "Owner", "Filter"), this::describe),
                new Action("DeregisterImage", Set.of("ImageId"), this::deregister));
    }

    private Answer register(Parameters parameters) throws Ec2Error, IOException {
        String name = kind == CloudKind.AWS ? parameters.required("Name") : parameters.get("Name");
        Image image = registrar.register(name, parameters.get("Description"), parameters.required("ImageLocation"));
        return Reply.of("RegisterImage", xml -> xml.leaf("imageId", image.id()));
    }

    private Answer deregister(Parameters parameters) throws Ec2Error {
        images.deregister(parameters.required("ImageId"));
        return Reply.done("DeregisterImage");
    }

    private Answer describe(Parameters parameters) throws Ec2Error {
        List<String> ids = parameters.list("ImageId");
        for (String id : ids) {
            images.required(id);
        }
        List<String> owners = parameters.list("Owner");
        boolean ours = owners.isEmpty() || owners.stream().anyMatch(OWNERS::contains);
        Filters filters = parameters.filters(FILTERS);
        List<Image> found = images.registered(
                image -> ours && (ids.isEmpty() || ids.contains(image.id())) && filters.accept(image::valuesOf));
        return Reply.of("DescribeImages", xml -> xml.items("imagesSet", found, ImageActions::image));
    }

    private static void image(Xml xml, Image image) {
        Image.Registration registration = image.registration();
        xml.leaf("imageId", image.id())
                .leaf("imageLocation", registration.location())
                .leaf("imageState", image.state().text())
                .leaf("imageOwnerId", Reply.OWNER)
                .leaf("isPublic", false)
                .leaf("architecture", registration.architecture())
                .leaf("imageType", registration.kind().type())
                .leaf("kernelId", registration.kernelId())
                .leaf("ramdiskId", registration.ramdiskId())
                .leaf("name", registration.name())
                .leaf("description", registration.description())
                .leaf("rootDeviceType", "instance-store");
        Reply.tags(xml, image.tags());
    }
}

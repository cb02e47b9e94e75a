package org.spotcloud.sandbox.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spotcloud.sandbox.http.Answer;

/** CreateTags and DescribeTags, for instances and images. */
final class TagActions {
    private static final Set<String> FILTERS = Set.of("resource-id", "resource-type", "key", "value");

    private final Instances instances;
    private final Images images;

    private record Tag(String resource, String type, String key, String value) {}

    TagActions(Instances instances, Images images) {
        this.instances = instances;
        this.images = images;
    }

    List<Action> actions() {
        return List.of(
                new Action("CreateTags", Set.of("ResourceId", "Tag"), this::create),
                new Action("DescribeTags", Set.of("Filter", "MaxResults", "NextToken"), this::describe));
    }

    private Answer create(Parameters parameters) throws Ec2Error {
        List<String> ids = parameters.requiredList("ResourceId");
        Map<String, String> tags = parameters.tags("Tag");
        if (tags.isEmpty()) {
            parameters.required("Tag");
        }
        for (String id : ids) {
            if (id.startsWith("i-")) {
                instances.tag(instances.required(id), tags);
            } else {
                images.tag(images.required(id), tags);
            }
        }
        return Reply.done("CreateTags");
    }

    private Answer describe(Parameters parameters) throws Ec2Error {
        Filters filters = parameters.filters(FILTERS);
        List<Tag> all = new ArrayList<>();
        instances.living(instance -> true).forEach(instance -> add(all, instance.id(), "instance", instance.tags()));
        images.registered(image -> true).forEach(image -> add(all, image.id(), "image", image.tags()));
        List<Tag> found = all.stream()
                .filter(tag -> filters.accept(filter -> switch (filter) {
                    case "resource-id" -> List.of(tag.resource());
                    case "resource-type" -> List.of(tag.type());
                    case "key" -> List.of(tag.key());
                    default -> List.of(tag.value());
                }))
                .toList();
        return Reply.of(
                "DescribeTags",
                xml -> xml.items("tagSet", found, (item, tag) -> item.leaf("resourceId", tag.resource())
                        .leaf("resourceType", tag.type())
                        .leaf("key", tag.key())
                        .leaf("value", tag.value())));
    }

    private static void add(List<Tag> all, String id, String type, Map<String, String> tags) {
        tags.forEach((key, value) -> all.add(new Tag(id, type, key, value)));
    }
}

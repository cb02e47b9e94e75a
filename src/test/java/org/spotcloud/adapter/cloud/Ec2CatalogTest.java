package org.spotcloud.adapter.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.RegisteredImages.State;
import org.spotcloud.adapter.cloud.WireServer.Answer;
import org.spotcloud.adapter.settings.CloudKind;
import org.spotcloud.adapter.settings.CloudSettings.ConfiguredType;
import org.springframework.util.unit.DataSize;

/** Instance types and the states of images. */
class Ec2CatalogTest {
    private final WireServer server = new WireServer();
    private final CloudClients clients =
            Clouds.at(server.uri("/"), server.uri("")).clients();
    private final CloudFaults faults = new CloudFaults(CloudTraits.of(CloudKind.AWS));

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void listsTheTypesThatTheCloudLists() {
        server.answer(request -> request.parameters().containsKey("NextToken")
                ? Answer.ec2("<instanceTypeSet>" + type("m5.large", 2, 8192, "") + "</instanceTypeSet>")
                : Answer.ec2("<instanceTypeSet>"
                        + type(
                                "m1.small",
                                1,
                                1740,
                                "<instanceStorageInfo><totalSizeInGB>160</totalSizeInGB></instanceStorageInfo>")
                        + "</instanceTypeSet><nextToken>more</nextToken>"));

        assertThat(new Ec2InstanceTypes(clients, faults).list())
                .containsExactly(new InstanceType("m1.small", 1, 1740, 160), new InstanceType("m5.large", 2, 8192, 0));
    }

    @Test
    void listsConfiguredTypesWithoutAskingTheCloud() {
        Clouds clouds = Clouds.at(null, null)
                .types(new ConfiguredType("m1.tiny", 1, DataSize.ofMegabytes(512), DataSize.ofGigabytes(1)));

        assertThat(new ConfiguredInstanceTypes(clouds.settings()).list())
                .containsExactly(new InstanceType("m1.tiny", 1, 512, 1));
    }

    @Test
    void readsTheStatesOfImages() {
        server.answer(request ->
                images("ami-1", "available", "ami-2", "pending", "ami-3", "failed", "ami-4", "deregistered"));

        assertThat(images().states(List.of("ami-1", "ami-2", "ami-3", "ami-4")))
                .isEqualTo(Map.of("ami-1", State.AVAILABLE, "ami-2", State.PENDING, "ami-3", State.FAILED));
        assertThat(server.only().parameters())
                .containsOnlyKeys("Action", "ImageId.1", "ImageId.2", "ImageId.3", "ImageId.4");
    }

    @Test
    void readsTheRestWhenOneIsUnknown() {
        server.answer(request -> request.parameters().containsKey("ImageId.1")
                ? Answer.ec2Error(400, "InvalidAMIID.NotFound", "aki-2 is not there")
                : images("ami-1", "available", "ami-9", "available"));

        assertThat(images().states(List.of("ami-1", "aki-2"))).isEqualTo(Map.of("ami-1", State.AVAILABLE));
        assertThat(server.seen().get(1).parameters())
                .containsEntry("Filter.1.Name", "image-id")
                .containsEntry("Filter.1.Value.2", "aki-2")
                .hasSize(4);
    }

    @Test
    void knowsNothingOfTheOnlyOneThatIsUnknown() {
        server.answer(request -> Answer.ec2Error(400, "InvalidAMIID.NotFound", "not there"));

        assertThat(images().states(List.of("ami-1"))).isEmpty();
    }

    private Ec2RegisteredImages images() {
        return new Ec2RegisteredImages(clients, faults);
    }

    private static Answer images(String... idsAndStates) {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < idsAndStates.length; i += 2) {
            items.append("<item><imageId>%s</imageId><imageState>%s</imageState></item>"
                    .formatted(idsAndStates[i], idsAndStates[i + 1]));
        }
        return Answer.ec2("<imagesSet>" + items + "</imagesSet>");
    }

    private static String type(String name, int vcpus, int memory, String storage) {
        return ("<item><instanceType>%s</instanceType><vCpuInfo><defaultVCpus>%d</defaultVCpus></vCpuInfo>"
                        + "<memoryInfo><sizeInMiB>%d</sizeInMiB></memoryInfo>%s</item>")
                .formatted(name, vcpus, memory, storage);
    }
}

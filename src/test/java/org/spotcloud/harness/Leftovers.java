package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.spotcloud.lab.Lab;
import org.spotcloud.lab.Node;
import org.spotcloud.sandbox.Addresses;
import org.spotcloud.sandbox.AwsClients;
import org.spotcloud.sandbox.ec2.ImageTruth;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

/** One thing of each kind with the mark of the installation and unknown to its database, as a lost database would leave. */
final class Leftovers {
    private static final String SMALL = "m1.small";
    /** Where an image's name holds the id of the installation: {@code sc-<id>-…}. */
    private static final int MARK_FROM = 3;

    private static final int MARK_TO = 11;

    private final Lab lab;
    private final String group;
    private final String token;
    private final String image;
    private final String prefix;
    private final Path folder;

    /** @param like any image of the installation */
    Leftovers(Lab lab, Node node, ImageTruth like) throws IOException {
        this.lab = lab;
        String mark = like.name().substring(MARK_FROM, MARK_TO);
        group = "spotcloud-" + mark;
        token = "sc" + mark + "-" + UUID.randomUUID();
        image = "sc-" + mark + "-" + UUID.randomUUID() + "-x86_64-g1-machine";
        prefix = image + "-0123456789abcdef";
        folder = node.imports(mark).resolve(UUID.randomUUID().toString());
    }

    /**
     * Puts them there; safe to repeat.
     *
     * @param like an image of the installation that instances can be run from
     */
    void plant(ImageTruth like) throws IOException {
        Addresses account = lab.account();
        try (Ec2Client ec2 = AwsClients.ec2(account);
                S3Client s3 = AwsClients.s3(account)) {
            ec2.runInstances(run -> run.imageId(like.id())
                    .instanceType(SMALL)
                    .minCount(1)
                    .maxCount(1)
                    .securityGroups(group)
                    .clientToken(token));
            ec2.registerImage(register -> register.name(image).imageLocation(like.location()));
            s3.putObject(put -> put.bucket(account.bucket()).key(prefix + ".part.00"), RequestBody.fromString("left"));
        } catch (SdkException e) {
            throw new IOException(e);
        }
        Files.writeString(Files.createDirectories(folder).resolve("package.part"), "left");
    }

    /** Whether any of them is still there. */
    boolean stand() {
        return Files.exists(folder)
                || lab.instances().stream().anyMatch(instance -> token.equals(instance.token()))
                || lab.sandbox().images().stream()
                        .anyMatch(other -> !other.deregistered() && image.equals(other.name()))
                || lab.objects().stream().anyMatch(key -> key.startsWith(prefix));
    }
}

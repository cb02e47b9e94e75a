package org.spotcloud.sandbox.ec2;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.spotcloud.sandbox.http.Answer;

/** Key pairs, of which only the name counts here. */
final class KeyPairs {
    private static final String FINGERPRINT = "00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00";

    private final Set<String> names = new ConcurrentSkipListSet<>();

    List<Action> actions() {
        return List.of(
                new Action("ImportKeyPair", Set.of("KeyName", "PublicKeyMaterial"), this::importPair),
                new Action("DescribeKeyPairs", Set.of("KeyName", "Filter"), this::describe));
    }

    /** The name, when there is such a key pair, or null when there is no name. */
    String checked(String name) throws Ec2Error {
        if (name != null && !names.contains(name)) {
            throw Ec2Error.badRequest("BadRequest", "Invalid key_name provided.");
        }
        return name;
    }

    private Answer importPair(Parameters parameters) throws Ec2Error {
        String name = parameters.required("KeyName");
        if (!names.add(name)) {
            throw Ec2Error.badRequest("InvalidKeyPair.Duplicate", "Key pair '" + name + "' already exists.");
        }
        return Reply.of("ImportKeyPair", xml -> xml.leaf("keyName", name).leaf("keyFingerprint", FINGERPRINT));
    }

    private Answer describe(Parameters parameters) throws Ec2Error {
        List<String> wanted = parameters.list("KeyName");
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw Ec2Error.badRequest("InvalidKeyPair.NotFound", "The keypair '" + name + "' does not exist");
            }
        }
        List<String> found = names.stream()
                .filter(name -> wanted.isEmpty() || wanted.contains(name))
                .toList();
        return Reply.of(
                "DescribeKeyPairs",
                xml -> xml.items("keySet", found, (item, name) -> item.leaf("keyName", name)
                        .leaf("keyFingerprint", FINGERPRINT)));
    }
}

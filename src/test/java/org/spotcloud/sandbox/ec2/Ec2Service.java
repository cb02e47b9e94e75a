package org.spotcloud.sandbox.ec2;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.spotcloud.sandbox.CloudKind;
import org.spotcloud.sandbox.bundle.BundleDecoder;
import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.s3.ObjectStore;

/** The cloud behind the EC2 endpoint: its state, and its actions by name. */
public final class Ec2Service implements AutoCloseable {
    private final CloudKind kind;
    private final AtomicReference<Settings> settings;
    private final Images images = new Images();
    private final Instances instances;
    private final Addresses addresses;
    private final Registrar registrar;
    private final Map<String, Action> actions = new TreeMap<>();

    public Ec2Service(CloudKind kind, Duration bootDelay, Clock clock, ObjectStore store, BundleDecoder decoder) {
        this.kind = kind;
        settings = new AtomicReference<>(Settings.of(kind, bootDelay));
        instances = new Instances(kind, clock, settings::get);
        addresses = new Addresses(instances, settings::get);
        registrar = new Registrar(images, store, decoder, settings::get);
        SecurityGroups groups = new SecurityGroups();
        KeyPairs keyPairs = new KeyPairs();
        Stream.of(
                        new ImageActions(kind, images, registrar).actions(),
                        new InstanceActions(instances).actions(),
                        List.of(new RunAction(kind, instances, images, groups, keyPairs).action()),
                        groups.actions(),
                        keyPairs.actions(),
                        addresses.actions(),
                        new TagActions(instances, images).actions(),
                        new PlaceActions(kind, settings::get).actions())
                .flatMap(List::stream)
                .forEach(action -> actions.put(action.name(), action));
    }

    Answer handle(String name, Parameters parameters) throws IOException {
        try {
            Action action = actions.get(name);
            if (action == null) {
                throw Ec2Error.badRequest("InvalidRequest", "The request received was invalid.");
            }
            if (!action.parameters().containsAll(parameters.roots())) {
                refuseUnknown(action, parameters);
            }
            return action.handler().handle(parameters);
        } catch (Ec2Error e) {
            return e.answer();
        }
    }

    private void refuseUnknown(Action action, Parameters parameters) throws Ec2Error {
        if (kind == CloudKind.OPENSTACK_EC2) {
            throw Ec2Error.typeError();
        }
        boolean known = KnownToAws.ALL.containsAll(parameters.roots().stream()
                .filter(root -> !action.parameters().contains(root))
                .toList());
        if (kind == CloudKind.AWS && !known) {
            throw Ec2Error.badRequest("UnknownParameter", "The request holds an unknown parameter");
        }
    }

    public Settings settings() {
        return settings.get();
    }

    public void settings(Settings changed) {
        settings.set(changed);
    }

    public Images images() {
        return images;
    }

    public Instances instances() {
        return instances;
    }

    public Addresses addresses() {
        return addresses;
    }

    @Override
    public void close() {
        registrar.close();
    }
}

package org.spotcloud.adapter.machines;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.spotcloud.adapter.catalog.Belonging;
import org.spotcloud.adapter.catalog.Belongings;

/**
 * The instances that this installation has run: those whose client token it made. What only shares its security group may
 * be anybody's.
 */
public class InstanceBelongings implements Belongings {
    private final Instances instances;
    private final Machines machines;
    private final String tokenPrefix;

    /** @param installation this installation's id, which its tokens begin with */
    public InstanceBelongings(Instances instances, Machines machines, String installation) {
        this.instances = instances;
        this.machines = machines;
        tokenPrefix = "sc" + installation + "-";
    }

    @Override
    public Belonging.Kind kind() {
        return Belonging.Kind.INSTANCE;
    }

    @Override
    public List<Belonging> list() {
        // a page may show again what an earlier one has shown
        Map<String, Belonging> all = new LinkedHashMap<>();
        instances.forEachPage(page -> ours(page.stream()).forEach(one -> all.put(one.id(), one)));
        return List.copyOf(all.values());
    }

    @Override
    public Optional<Belonging> look(String id) {
        return ours(instances.describe(List.of(id)).stream()).stream().findFirst();
    }

    @Override
    public boolean isOwned(Belonging instance) {
        return machines.hasOpen(instance.name(), instance.id());
    }

    @Override
    public void remove(Belonging instance) {
        instances.terminate(instance.id());
    }

    private List<Belonging> ours(Stream<CloudInstance> some) {
        return some.filter(instance -> !instance.state().isEnding())
                .filter(instance -> instance.clientToken()
                        .filter(token -> token.startsWith(tokenPrefix))
                        .isPresent())
                .map(InstanceBelongings::read)
                .toList();
    }

    private static Belonging read(CloudInstance instance) {
        Optional<Instant> launched = Optional.of(instance.launchedAt()).filter(at -> !at.equals(Instant.EPOCH));
        return new Belonging(
                Belonging.Kind.INSTANCE,
                instance.id(),
                instance.clientToken().orElseThrow(),
                launched,
                "instance in state %s%s"
                        .formatted(
                                instance.state().ec2Name(),
                                launched.map(at -> ", launched " + at).orElse("")));
    }
}

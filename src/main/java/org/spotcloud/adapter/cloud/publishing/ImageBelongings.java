package org.spotcloud.adapter.cloud.publishing;

import java.util.List;
import java.util.Optional;
import org.spotcloud.adapter.catalog.Belonging;
import org.spotcloud.adapter.catalog.Belongings;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.RunningImports;
import org.spotcloud.adapter.cloud.publishing.OwnImages.Named;
import org.spotcloud.adapter.settings.Installation;

/** The images that are registered under names of this installation. */
class ImageBelongings implements Belongings {
    private final Installation installation;
    private final OwnImages registered;
    private final Images images;
    private final RunningImports running;

    ImageBelongings(Installation installation, OwnImages registered, Images images, RunningImports running) {
        this.installation = installation;
        this.registered = registered;
        this.images = images;
        this.running = running;
    }

    @Override
    public Belonging.Kind kind() {
        return Belonging.Kind.IMAGE;
    }

    @Override
    public List<Belonging> list() {
        return registered.all().stream().flatMap(image -> ours(image).stream()).toList();
    }

    @Override
    public Optional<Belonging> look(String id) {
        return registered.find(id).flatMap(this::ours);
    }

    @Override
    public boolean isOwned(Belonging image) {
        ImageName name = ImageName.parse(installation, image.name()).orElseThrow();
        return running.runsFor(name.key()) || images.holds(name.key(), name.generation(), image.id());
    }

    @Override
    public void remove(Belonging image) {
        registered.deregister(image.id());
    }

    private Optional<Belonging> ours(Named image) {
        return ImageName.parse(installation, image.name())
                .map(name -> new Belonging(
                        Belonging.Kind.IMAGE,
                        image.id(),
                        image.name(),
                        image.created(),
                        "%s image of package %s, import %d"
                                .formatted(name.kindText(), name.key().packageId(), name.generation())));
    }
}

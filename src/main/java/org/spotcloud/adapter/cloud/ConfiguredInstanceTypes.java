package org.spotcloud.adapter.cloud;

import java.util.List;
import org.spotcloud.adapter.catalog.InstanceType;
import org.spotcloud.adapter.catalog.InstanceTypes;
import org.spotcloud.adapter.settings.CloudSettings;
import org.springframework.util.unit.DataSize;

/** The instance types that the operator wrote down, for a cloud that cannot list them. */
final class ConfiguredInstanceTypes implements InstanceTypes {
    private final List<InstanceType> types;

    ConfiguredInstanceTypes(CloudSettings settings) {
        this.types = settings.instanceTypes().stream()
                .map(type -> new InstanceType(
                        type.name(), type.vcpus(), type.memory().toMegabytes(), gigabytes(type.disk())))
                .toList();
    }

    @Override
    public List<InstanceType> list() {
        return types;
    }

    private static long gigabytes(DataSize size) {
        return size == null ? 0 : size.toGigabytes();
    }
}

package org.spotcloud.adapter.hosting;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.catalog.Offers;
import org.spotcloud.adapter.settings.SellSettings;
import org.springframework.stereotype.Component;

/** What is on offer by the operator's settings: names of instance types, in which {@code *} stands for anything. */
@Component
class TypesOnSale implements Offers {
    private static final String ANY = "*";

    private final List<String> names;
    private final List<Architecture> architectures;

    TypesOnSale(SellSettings settings) {
        names = settings.instanceTypes();
        architectures = settings.architectures().stream().map(Architecture::of).toList();
    }

    @Override
    public boolean include(String instanceType, Architecture architecture) {
        return architectures.contains(architecture)
                && names.stream()
                        .anyMatch(name -> pattern(name).matcher(instanceType).matches());
    }

    @Override
    public List<String> unmatched(Collection<String> instanceTypes) {
        return names.stream()
                .filter(name -> !name.equals(ANY))
                .filter(name -> instanceTypes.stream()
                        .noneMatch(type -> pattern(name).matcher(type).matches()))
                .toList();
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q"));
    }
}

package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Architecture;
import org.spotcloud.adapter.settings.SellSettings;

class TypesOnSaleTest {
    private static final List<String> BOTH = List.of("i386", "x86_64");

    @Test
    void offersTheTypesThatAreNamedAndNoOthers() {
        TypesOnSale offers = offers(List.of("m1.small", "c1.*"), BOTH);
        assertThat(List.of("m1.small", "m1xsmall", "m1.small2", "c1.medium", "c1.", "xc1.medium", "M1.small"))
                .filteredOn(type -> offers.include(type, Architecture.X86_64))
                .containsExactly("m1.small", "c1.medium", "c1.");
    }

    @Test
    void offersThemOnTheArchitecturesThatAreNamed() {
        TypesOnSale offers = offers(List.of("*"), List.of("x86_64"));
        assertThat(offers.include("m1.small", Architecture.X86_64)).isTrue();
        assertThat(offers.include("m1.small", Architecture.I386)).isFalse();
    }

    @Test
    void namesWhatMatchesNothing() {
        TypesOnSale offers = offers(List.of("m1.tny", "m1.*"), BOTH);
        assertThat(offers.unmatched(List.of("m1.tiny"))).containsExactly("m1.tny");
        assertThat(offers(List.of("*"), BOTH).unmatched(List.of())).isEmpty();
    }

    @Test
    void refusesAnArchitectureThatThereIsNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> offers(List.of("*"), List.of("amd64")))
                .withMessage("spotcloud.sell.architectures names amd64, expected i386, x86_64 or both");
    }

    private static TypesOnSale offers(List<String> types, List<String> architectures) {
        return new TypesOnSale(new SellSettings(false, types, architectures, null, null, null, null));
    }
}

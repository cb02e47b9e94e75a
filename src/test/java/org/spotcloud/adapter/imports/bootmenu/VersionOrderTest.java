package org.spotcloud.adapter.imports.bootmenu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    @Test
    void ordersAsKernelsAreReleased() {
        List<String> ascending = List.of(
                "",
                "-0-rescue-4c8f",
                "-2.6.18-8.el5",
                "-2.6.32-5-amd64",
                "-2.6.32-21-amd64",
                "-4.19-rc2",
                "-4.19",
                "-4.19.0-9-amd64",
                "-4.19.0-20-amd64",
                "-5.10.0-9-amd64",
                "-5.10.0-21-amd64",
                "-6.1.0-56-cloud-amd64");
        List<String> shuffled = new ArrayList<>(ascending);
        Collections.shuffle(shuffled, new Random(5));
        shuffled.sort(new VersionOrder());
        assertThat(shuffled).isEqualTo(ascending);
    }

    @Test
    void digitsOfOtherScriptsAreNoNumbers() {
        assertThat(new VersionOrder().compare("1\u0663a", "1\u0664b")).isNegative();
        assertThat(new VersionOrder().compare("\u0664", "3")).isPositive();
    }
}

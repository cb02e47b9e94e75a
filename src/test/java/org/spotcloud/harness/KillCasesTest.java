package org.spotcloud.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KillCasesTest {
    static List<ServiceTask> tasks() throws IOException {
        return ServiceTask.all(Path.of("processes"));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void everyServiceTaskIsKilledBeforeDuringAndAfterItsEffect(ServiceTask task) {
        Set<Moment> moments = KillCases.of(task).stream().map(KillCase::moment).collect(Collectors.toSet());

        assertThat(moments).as("add %s to KillCases", task.id()).isEqualTo(EnumSet.allOf(Moment.class));
    }

    @Test
    void everyPlaceInTheCodeIsThere() throws Exception {
        for (Place place : KillCases.places()) {
            Class<?> type = Class.forName(place.type(), false, getClass().getClassLoader());
            assertThat(Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName()))
                    .as(place.type())
                    .contains(place.method());
        }
    }
}

package org.spotcloud.adapter.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Capacity;
import org.spotcloud.adapter.catalog.Capacity.Loads;
import org.spotcloud.adapter.catalog.Capacity.Totals;
import org.spotcloud.adapter.catalog.HardwareTemplates;
import org.spotcloud.adapter.catalog.InstanceType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@ExtendWith(OutputCaptureExtension.class)
class UtilizationReaderTest {
    private static final Loads HERE = new Loads(0.5, 0.25, 0.125);

    private JdbcClient jdbc;
    private Machines machines;
    private SellingTerms terms = SellingTerms.UNLIMITED;

    @BeforeEach
    void twoMachinesAreSold() {
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        jdbc = JdbcClient.create(database);
        machines = new Machines(jdbc, Clock.systemUTC());
        HardwareTemplates hardware = new HardwareTemplates(jdbc);
        hardware.sync(List.of(new InstanceType("m1.small", 1, 2048, 20), new InstanceType("m1.large", 4, 8192, 80)));
        hardware.offered().stream()
                .filter(template -> template.name().endsWith("x86_64"))
                .forEach(template -> insert(template.id(), template.type().name()));
    }

    @Test
    void takesWhatNoSourceKnowsFromTheCeilings() {
        terms = new SellingTerms(
                false, OptionalLong.empty(), OptionalLong.of(32), OptionalLong.of(65_536), OptionalLong.of(1_048_576));

        assertThat(read(Totals.UNKNOWN))
                .isEqualTo(new Utilization(65_536, 65_536 - 10_240, 1_048_576, 1_048_576 - 102_400, 102_400, 32, HERE));
    }

    @Test
    void believesTheFirstSourceThatKnows() {
        terms = new SellingTerms(
                false, OptionalLong.empty(), OptionalLong.of(32), OptionalLong.of(65_536), OptionalLong.empty());
        Loads cloud = new Loads(3, 2, 1);

        Utilization read = read(
                new Totals(OptionalLong.of(64), OptionalLong.empty(), OptionalLong.empty(), Optional.of(cloud)),
                new Totals(OptionalLong.of(1), OptionalLong.of(8192), OptionalLong.empty(), Optional.of(HERE)));

        assertThat(read).isEqualTo(new Utilization(8192, 0, 0, 0, 102_400, 64, cloud));
    }

    @Test
    void saysOnceWhatIsNotKnown(CapturedOutput output) {
        UtilizationReader reader = new UtilizationReader(List.of(), () -> terms, machines, () -> HERE);

        for (int times = 0; times < 3; times++) {
            assertThat(reader.read()).isEqualTo(new Utilization(0, 0, 0, 0, 102_400, 0, HERE));
        }

        assertThat(output.getOut().split("spotcloud.sell.max-vcpus, spotcloud.sell.max-memory", -1))
                .hasSize(2);
    }

    @Test
    void readsTheLoadsOfLinux(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("loadavg"), "1.25 0.75 0.50 3/712 12345\n");

        assertThat(HostLoads.read(file)).isEqualTo(new Loads(1.25, 0.75, 0.5));
        assertThat(HostLoads.read(dir.resolve("none")).one()).isNotNegative();
    }

    private Utilization read(Totals... totals) {
        List<Capacity> sources =
                List.of(totals).stream().map(known -> (Capacity) () -> known).toList();
        return new UtilizationReader(sources, () -> terms, machines, () -> HERE).read();
    }

    private void insert(UUID hardware, String type) {
        jdbc.sql(
                        """
                        INSERT INTO machine (launch_id, machine_id, live_machine_id, name, transaction_id, package_id,
                          hardware_id, instance_type, architecture, state, wanted, client_token, ordered_at)
                        VALUES (:id, :id, :id, 'name', :id, :id, :hardware, :type, 'x86_64', 'RUNNING', 'RUNNING', :id,
                          CURRENT_TIMESTAMP)""")
                .param("id", UUID.randomUUID().toString())
                .param("hardware", hardware.toString())
                .param("type", type)
                .update();
    }
}

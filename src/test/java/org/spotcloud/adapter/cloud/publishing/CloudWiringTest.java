package org.spotcloud.adapter.cloud.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spotcloud.adapter.catalog.Claim;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.InstanceTypes;
import org.spotcloud.adapter.catalog.NoImports;
import org.spotcloud.adapter.catalog.Publication;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.catalog.RegisteredImages;
import org.spotcloud.adapter.catalog.RunningImports;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.cloud.Clouds;
import org.spotcloud.adapter.cloud.OnEc2Cloud;
import org.spotcloud.adapter.machines.AddressClaims;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.settings.CloudSettings;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.adapter.settings.PublishSettings;
import org.spotcloud.adapter.settings.SecretBox;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** The beans of the two cloud packages: there for EC2, absent for Nova, and harmless before the cloud is set up. */
class CloudWiringTest {
    @TempDir
    Path folder;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(CloudPackages.class)
            .withBean(Installation.class, () -> Clouds.INSTALLATION)
            .withBean(Clock.class, Clock::systemUTC)
            .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:wiring"))
            .withBean(JdbcClient.class, () -> JdbcClient.create(new DriverManagerDataSource("jdbc:h2:mem:wiring")))
            .withBean(
                    PlatformTransactionManager.class,
                    () -> new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:wiring")))
            .withBean(Images.class)
            .withBean(Endpoints.class)
            .withBean(RunningImports.class, NoImports::new)
            .withBean(AddressClaims.class)
            .withBean(SecretBox.class, () -> SecretBox.at(folder.resolve("secret.key")));

    @ComponentScan(basePackageClasses = OnEc2Cloud.class)
    @EnableConfigurationProperties({CloudSettings.class, PublishSettings.class})
    static class CloudPackages {}

    @Test
    void startsWithoutACloudAndSaysThenWhatIsMissing() {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            Publication publication = new Publication(
                    Publishers.KEY,
                    1,
                    Publication.Kind.KERNEL,
                    "attempt",
                    Claim.UNDISPUTED,
                    Path.of("pom.xml"),
                    Optional.empty(),
                    Optional.empty());

            assertThat(context.getBean(InstanceTypes.class).list()).isEmpty();
            says(() -> context.getBean(Instances.class).describe(List.of("i-1")), "spotcloud.cloud.endpoint");
            says(() -> context.getBean(RegisteredImages.class).states(List.of("ami-1")), "spotcloud.cloud.endpoint");
            says(
                    () -> context.getBean(Publisher.class).publish(publication, TransferProgress.NONE),
                    "spotcloud.publish.cloud-certificate");
        });
    }

    @Test
    void asksForTheKeysWhenTheEndpointIsSet() {
        runner.withPropertyValues("spotcloud.cloud.endpoint=http://127.0.0.1:9/")
                .run(context -> says(
                        () -> context.getBean(Instances.class).describe(List.of("i-1")), "spotcloud.cloud.access-key"));
    }

    @Test
    void leavesThePortsToAnotherForAnOpenStackWithoutEc2() {
        runner.withPropertyValues("spotcloud.cloud.kind=openstack").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Instances.class)
                .doesNotHaveBean(Publisher.class));
    }

    private static void says(Runnable call, String setting) {
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(call::run)
                .withMessageContaining(setting + " is not set")
                .matches(fault -> fault.kind() == Fault.Kind.OPERATOR);
    }
}

package org.spotcloud.adapter.cloud.publishing;

import java.security.SecureRandom;
import java.time.Clock;
import org.spotcloud.adapter.catalog.Belongings;
import org.spotcloud.adapter.catalog.Images;
import org.spotcloud.adapter.catalog.Publisher;
import org.spotcloud.adapter.catalog.RunningImports;
import org.spotcloud.adapter.cloud.CloudClients;
import org.spotcloud.adapter.cloud.CloudFaults;
import org.spotcloud.adapter.cloud.OnEc2Cloud;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.adapter.settings.PublishSettings;
import org.spotcloud.adapter.settings.SecretBox;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The way to publish to an EC2 cloud. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnEc2Cloud.class)
class PublishingConfiguration {
    @Bean
    Belongings imageBelongings(
            Installation installation,
            CloudClients clients,
            CloudFaults faults,
            Images images,
            RunningImports running) {
        return new ImageBelongings(installation, new OwnImages(clients, faults), images, running);
    }

    @Bean
    Belongings bundleBelongings(
            Installation installation,
            CloudClients clients,
            CloudFaults faults,
            PublishSettings settings,
            JdbcClient jdbc,
            SecretBox secrets,
            Clock clock,
            Images images,
            RunningImports running) {
        return new BundleBelongings(
                installation,
                settings,
                new BundleStore(clients, faults),
                new PublicationAttempts(jdbc, secrets, clock),
                images,
                running);
    }

    @Bean
    Publisher bundlePublisher(
            Installation installation,
            CloudClients clients,
            CloudFaults faults,
            PublishSettings settings,
            JdbcClient jdbc,
            SecretBox secrets,
            Clock clock) {
        return new BundlePublisher(
                installation,
                new OwnImages(clients, faults),
                new PublicationAttempts(jdbc, secrets, clock),
                new AttemptFactory(settings, clock, new SecureRandom()),
                new BundleStore(clients, faults),
                new ManifestMaker(settings));
    }
}

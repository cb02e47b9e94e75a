package org.spotcloud.adapter.cloud;

import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.InstanceTypes;
import org.spotcloud.adapter.catalog.RegisteredImages;
import org.spotcloud.adapter.machines.AddressClaims;
import org.spotcloud.adapter.machines.Instances;
import org.spotcloud.adapter.machines.PublicAddresses;
import org.spotcloud.adapter.settings.CloudSettings;
import org.spotcloud.adapter.settings.Installation;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The ports to an EC2 cloud. They can be had before the cloud is set up, and say then what is missing. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnEc2Cloud.class)
class CloudConfiguration {
    @Bean
    CloudTraits cloudTraits(CloudSettings settings) {
        return CloudTraits.of(settings.kind());
    }

    @Bean
    CloudClients cloudClients(CloudSettings settings, Endpoints endpoints) {
        return new CloudClients(settings, endpoints::answered);
    }

    @Bean
    CloudFaults cloudFaults(CloudTraits traits) {
        return new CloudFaults(traits);
    }

    @Bean
    Instances ec2Instances(
            CloudClients clients,
            CloudFaults faults,
            CloudTraits traits,
            CloudSettings settings,
            Installation installation) {
        InstallationMark mark = new InstallationMark(clients, faults, settings, installation);
        return new Ec2Instances(clients, faults, traits, settings, mark, new InstanceReader(installation));
    }

    @Bean
    InstanceTypes ec2InstanceTypes(
            CloudClients clients, CloudFaults faults, CloudTraits traits, CloudSettings settings) {
        return traits.listsInstanceTypes()
                ? new Ec2InstanceTypes(clients, faults)
                : new ConfiguredInstanceTypes(settings);
    }

    @Bean
    PublicAddresses publicAddresses(CloudClients clients, CloudFaults faults, AddressClaims claims) {
        return new PublicAddresses(new Ec2Addresses(clients, faults), claims);
    }

    @Bean
    RegisteredImages ec2RegisteredImages(CloudClients clients, CloudFaults faults) {
        return new Ec2RegisteredImages(clients, faults);
    }
}

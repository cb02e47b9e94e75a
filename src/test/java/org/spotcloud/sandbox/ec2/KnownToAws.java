package org.spotcloud.sandbox.ec2;

import java.util.Set;

/** Parameters that AWS knows beyond OpenStack's, which this sandbox accepts and, but for tags, ignores. */
final class KnownToAws {
    static final Set<String> ALL = Set.of(
            "TagSpecification",
            "DryRun",
            "MaxResults",
            "NextToken",
            "EnaSupport",
            "MetadataOptions",
            "BootMode",
            "ImdsSupport",
            "IncludeDeprecated",
            "IncludeDisabled",
            "CreditSpecification",
            "CpuOptions",
            "Hibernate",
            "SkipOsShutdown");

    private KnownToAws() {}
}

package org.spotcloud.adapter.imports;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.catalog.Belongings;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.RunningImports;
import org.spotcloud.adapter.isal.InflateEngine;
import org.spotcloud.adapter.settings.ImportSettings;
import org.spotcloud.adapter.settings.Installation;
import org.spotcloud.adapter.settings.PackageSettings;
import org.spotcloud.adapter.settings.WorkspaceSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What imports are made of in the service. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WorkspaceSettings.class, PackageSettings.class, ImportSettings.class})
public class ImportsConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ImportsConfiguration.class);

    /** This node, from the start of the process to its end. */
    @Bean
    NodeId nodeId(WorkspaceSettings settings) {
        return NodeId.take(settings.dir(), new SecureRandom());
    }

    /** Below what all nodes share, or this one alone has: others that use the root find nothing of it to sweep away. */
    @Bean
    Workspaces workspaces(WorkspaceSettings settings, Installation installation, NodeId node) {
        Path own = settings.dir().resolve(installation.id());
        return new Workspaces(settings.shared() ? own : own.resolve(node.id()), settings.keepFree());
    }

    @Bean
    Belongings workspaceBelongings(Workspaces workspaces, RunningImports running, NodeId node) {
        return new WorkspaceBelongings(workspaces, running, node);
    }

    @Bean
    ImportProgress importProgress(ObjectProvider<Clock> clock) {
        return new ImportProgress(clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    ImportSteps importSteps(
            Workspaces workspaces,
            PackageSettings settings,
            ImportSettings imports,
            ImportProgress progress,
            Endpoints endpoints) {
        PackageFetch fetch = new PackageFetch(
                new PackageServer(settings.urlTemplate(), settings.stallTimeout(), endpoints::answered),
                new FetchLimits(settings.maxSize().toBytes(), settings.stallTimeout()),
                workspaces);
        PackageConversion conversion = new PackageConversion(
                new ConversionLimits(settings.maxDisk().toBytes()), engine(imports), imports.bootMode());
        return new ImportSteps(
                workspaces,
                new FetchAndConvert(fetch, conversion::convert),
                new Extraction(new KernelExtraction()),
                progress);
    }

    private static InflateEngine engine(ImportSettings settings) {
        InflateEngine engine = InflateEngine.valueOf(settings.inflater().name());
        if (!engine.isThere()) {
            throw new IllegalStateException(
                    "spotcloud.imports.inflater is isal, but ISA-L (libisal.so.2) cannot be used");
        }
        LOG.info("Disks are inflated by {}", engine.description());
        return engine;
    }
}

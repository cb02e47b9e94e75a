package org.spotcloud.adapter.provisioning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** An older release deploys nothing: the engine's own filter would take its old files for the newest. */
@Configuration(proxyBeanMethods = false)
class ReleaseConfiguration {
    private static final Logger log = LoggerFactory.getLogger(ReleaseConfiguration.class);

    private static final String PROCESSES = "classpath*:processes/*.bpmn";
    /** Of a build that does not say; older than all that do. */
    private static final String UNKNOWN_VERSION = "0";

    /** The release that runs here. */
    @Bean
    Release ownRelease(ObjectProvider<BuildProperties> build) throws IOException {
        BuildProperties known = build.getIfAvailable();
        return new Release(
                known == null || known.getVersion() == null ? UNKNOWN_VERSION : known.getVersion(),
                known == null || known.getTime() == null
                        ? Instant.EPOCH
                        : known.getTime().truncatedTo(ChronoUnit.MILLIS),
                digest(new PathMatchingResourcePatternResolver().getResources(PROCESSES)));
    }

    /** Claims the deployment before the engine makes it: one that dies in between finds its own claim again. */
    @Bean
    ProcessEnginePlugin deploysUnlessOlder(Release own, ObjectProvider<Releases> releases) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void postInit(ProcessEngineConfigurationImpl engine) {
                if (!releases.getObject().claim(own)) {
                    log.warn("A newer release has deployed its processes; {} deploys none", own.version());
                    ((SpringProcessEngineConfiguration) engine).setDeploymentResources(new Resource[0]);
                }
            }
        };
    }

    private static String digest(Resource... files) throws IOException {
        Arrays.sort(files, Comparator.comparing(Resource::getFilename));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Resource file : files) {
                digest.update((file.getFilename() + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(file.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.spotcloud.adapter.settings;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where imports work.
 *
 * @param dir the root folder, made when missing; each installation works in a folder of its own below it
 * @param keepFree what must stay free on its file system
 * @param shared whether all nodes have this one folder, so that any of them can go on with what another has begun
 */
@ConfigurationProperties("spotcloud.workspace")
public record WorkspaceSettings(
        @DefaultValue("./data/workspace") Path dir,
        @DefaultValue("2GB") DataSize keepFree,
        @DefaultValue("false") boolean shared) {}

package org.spotcloud.adapter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages to what each may use. */
class PackageTableTest {
    private static final String ROOT = "org.spotcloud.adapter";

    /** Which packages of ours each package may use, itself apart. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("hosting", Set.of("machines", "catalog", "settings")),
            Map.entry("machines", Set.of("catalog")),
            Map.entry("catalog", Set.of()),
            Map.entry("provisioning", Set.of("machines", "catalog", "imports", "cloud", "openstack", "settings")),
            Map.entry("imports", Set.of("xvm2", "diskimage", "isal", "catalog", "settings")),
            Map.entry("xvm2", Set.of()),
            Map.entry("diskimage", Set.of("isal")),
            Map.entry("isal", Set.of()),
            Map.entry("cloud", Set.of("machines", "catalog", "bundle", "diskimage", "isal", "settings")),
            Map.entry("openstack", Set.of("machines", "catalog", "settings")),
            Map.entry("bundle", Set.of("isal")),
            Map.entry("settings", Set.of()),
            Map.entry("admin", Set.of("machines", "catalog", "settings", "imports")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static List<String> packages() {
        return MAY_USE.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyWhatTheTableAllows(String name) {
        String[] forbidden = Stream.concat(
                        MAY_USE.keySet().stream()
                                .filter(other -> !other.equals(name)
                                        && !MAY_USE.get(name).contains(other))
                                .map(other -> ROOT + "." + other + ".."),
                        Stream.of(ROOT))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsInTheTable() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/main/java/org/spotcloud/adapter"))) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .allMatch(MAY_USE::containsKey);
        }
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyProvisioningKnowsTheEngine() {
        onlyThisPackageUses("provisioning", "org.camunda..");
    }

    @Test
    void onlyCloudKnowsTheAwsSdk() {
        onlyThisPackageUses("cloud", "software.amazon..");
    }

    @Test
    void onlyIsalCallsNativeCode() {
        onlyThisPackageUses("isal", "com.sun.jna..");
    }

    @Test
    void diskFormatsUseNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".diskimage..", ROOT + ".xvm2..", ROOT + ".isal..", ROOT + ".bundle..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static void onlyThisPackageUses(String ours, String theirs) {
        classes()
                .that()
                .resideOutsideOfPackage(ROOT + "." + ours + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(theirs)
                .check(CLASSES);
    }
}

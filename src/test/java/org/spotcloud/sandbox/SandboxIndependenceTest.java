package org.spotcloud.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class SandboxIndependenceTest {
    @Test
    void usesNothingOfTheAdapter() {
        ArchConfiguration.withThreadLocalScope(configuration -> {
            // names are enough here; following them into AWS's SDK takes half a minute
            configuration.setResolveMissingDependenciesFromClassPath(false);
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.spotcloud.adapter..")
                    .check(new ClassFileImporter().importPackages("org.spotcloud.sandbox"));
        });
    }
}

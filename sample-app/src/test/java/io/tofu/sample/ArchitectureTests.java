package io.tofu.sample;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * What the sample may know: the starter's API, as any application.
 */
class ArchitectureTests {

	@Test
	void sampleKnowsNothingOfTheEngine() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAPackage("io.tofu.engine..")
			.check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
				.importPackages("io.tofu.sample"));
	}

}

package io.tofu.sample;

import com.tngtech.archunit.core.domain.JavaClasses;
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
		noClasses().should().dependOnClassesThat().resideInAPackage("io.tofu.engine..").check(sample());
	}

	@Test
	void spoolerAndWorkerKnowNothingOfEachOther() {
		noClasses().that()
			.resideInAPackage("io.tofu.sample.spooler..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.tofu.sample.worker..")
			.check(sample());
		noClasses().that()
			.resideInAPackage("io.tofu.sample.worker..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.tofu.sample.spooler..")
			.check(sample());
	}

	private static JavaClasses sample() {
		return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.tofu.sample");
	}

}

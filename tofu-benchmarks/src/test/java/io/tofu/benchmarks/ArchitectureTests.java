package io.tofu.benchmarks;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Tests of what may know what.
 */
class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.tofu.benchmarks");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.tofu.benchmarks.(**)").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void onlyContendersKnowMessagingSystems() {
		noClasses().that()
			.resideOutsideOfPackage("io.tofu.benchmarks.contender..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty..", "io.rsocket..", "io.grpc..", "org.zeromq..", "org.springframework..",
					"io.tofu", "io.tofu.engine", "io.tofu.spring..")
			.check(this.classes);
	}

}

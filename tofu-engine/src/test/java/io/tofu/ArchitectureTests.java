package io.tofu;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may know what in the engine.
 */
class ArchitectureTests {

	private static final String MODEL = "io.tofu";

	private static final String ENGINE = "io.tofu.engine";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(MODEL);

	@Test
	void packagesHaveNoCycles() {
		slices().matching("(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void packagesAreNullMarked() {
		assertThat(CLASSES).extracting(JavaClass::getPackage)
			.allSatisfy(
					(javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(javaPackage.getName())
						.isTrue());
	}

	@Test
	void modelKnowsNothingOfTheEngine() {
		noClasses().that()
			.resideInAPackage(MODEL)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.tofu.*..")
			.check(CLASSES);
	}

	@Test
	void modelHasNoSocketsAndNoThreads() {
		noClasses().that()
			.resideInAPackage(MODEL)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.net", "java.nio.channels..", "java.util.concurrent", "java.util.concurrent.locks")
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(Thread.class, ThreadGroup.class, ThreadLocal.class)
			.check(CLASSES);
	}

	@Test
	void onlyTheEntryPointOfTheEngineIsPublic() {
		classes().that()
			.resideInAPackage(ENGINE)
			.and()
			.areTopLevelClasses()
			.and()
			.doNotHaveFullyQualifiedName("io.tofu.engine.TofuEngine")
			.should()
			.notBePublic()
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void nothingKnowsSpring() {
		noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework..").check(CLASSES);
	}

}

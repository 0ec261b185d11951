package io.tofu.behaviour;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every acceptance scenario has its tests, over every kind of socket.
 */
class ScenarioTests {

	private static final List<String> KINDS = List.of("Tcp", "Uds");

	private static final List<JavaClass> CLASSES = List
		.copyOf(new ClassFileImporter().importPackages(ScenarioTests.class.getPackageName()));

	static IntStream scenarios() {
		return IntStream.rangeClosed(1, Scenario.LAST);
	}

	static Stream<JavaClass> suites() {
		return CLASSES.stream()
			.filter((type) -> type.isAssignableTo(EngineBehaviour.class))
			.filter((type) -> type.getModifiers().contains(JavaModifier.ABSTRACT))
			.filter((type) -> !type.isEquivalentTo(EngineBehaviour.class));
	}

	@ParameterizedTest(name = "scenario {0}")
	@MethodSource("scenarios")
	void everyScenarioIsTested(int scenario) {
		Set<String> tested = CLASSES.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> isPartOf(scenario, method))
			.flatMap((method) -> kindsOf(method.getOwner()))
			.collect(Collectors.toSet());
		assertThat(tested).containsExactlyInAnyOrderElementsOf(KINDS);
	}

	@ParameterizedTest
	@MethodSource("suites")
	void everySuiteRunsOverEveryKindOfSocket(JavaClass suite) {
		assertThat(kindsOf(suite)).containsExactlyInAnyOrderElementsOf(KINDS);
	}

	@Test
	void thereAreSuites() {
		assertThat(suites()).isNotEmpty();
	}

	private static boolean isPartOf(int scenario, JavaMethod method) {
		return method.isAnnotatedWith(Scenario.class) && method.getAnnotationOfType(Scenario.class).value() == scenario;
	}

	/**
	 * Over which kinds of socket a class is run: a suite as the classes say that it is
	 * nested in, others as their names say; the rest use all kinds of socket, or none.
	 */
	private static Stream<String> kindsOf(JavaClass type) {
		if (!type.getModifiers().contains(JavaModifier.ABSTRACT)) {
			List<String> named = KINDS.stream().filter(type.getSimpleName()::startsWith).toList();
			return named.isEmpty() ? KINDS.stream() : named.stream();
		}
		return KINDS.stream()
			.filter((kind) -> type.getAllSubclasses()
				.stream()
				.flatMap((subclass) -> subclass.getEnclosingClass().stream())
				.anyMatch((outer) -> outer.getSimpleName().startsWith(kind)));
	}

}

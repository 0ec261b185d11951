package io.tofu.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tofu.Seeds;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random sequences of everything that applications, peers and operators do, against the
 * few laws that hold whatever happens. {@code -Dtofu.model.sequences} says how many; with
 * the {@code -Dtofu.test.seed} of a sequence that failed it is the first one again.
 */
@Timeout(36_000)
class ModelTests {

	private static final int SEQUENCES = Integer.getInteger("tofu.model.sequences", 2500);

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	@ParameterizedTest
	@EnumSource
	void everySequenceObeysTheLaws(Medium medium) {
		long first = Seeds.next();
		run(medium, first, 1);
		long descriptors = descriptors();
		run(medium, first, SEQUENCES);
		Awaitility.await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
	}

	private static void run(Medium medium, long first, int sequences) {
		try (Engines engines = new Engines()) {
			for (long seed = first; seed < first + sequences; seed++) {
				Script script = Script.random(seed, medium);
				String failure = failure(engines, script);
				if (failure != null) {
					Script smallest = Shrinking.of(script, (part) -> failure(engines, part) != null);
					throw new AssertionError("-Dtofu.test.seed=" + seed + "\n" + failure + "\n" + script
							+ "\nor, as far as could be seen:\n" + smallest);
				}
			}
		}
	}

	private static @Nullable String failure(Engines engines, Script script) {
		World world = new World(engines, script.home(), script.guest(), script.medium());
		try (world) {
			for (Step step : script.steps()) {
				step.run(world);
			}
			world.settle();
			return null;
		}
		catch (AssertionError | RuntimeException | IOException ex) {
			engines.renew();
			return ex + "\n" + where(ex);
		}
	}

	/** The part of a stack trace that belongs to this package. */
	private static String where(Throwable failure) {
		return Stream.of(failure.getStackTrace())
			.filter((element) -> element.getClassName().startsWith(ModelTests.class.getPackageName()))
			.map((element) -> "  at " + element)
			.collect(Collectors.joining("\n"));
	}

	private static long descriptors() {
		if (!Files.isDirectory(DESCRIPTORS)) {
			return 0;
		}
		try (Stream<Path> open = Files.list(DESCRIPTORS)) {
			return open.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

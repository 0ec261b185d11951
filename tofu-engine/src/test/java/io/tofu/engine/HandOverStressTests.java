package io.tofu.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Main;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@link HandOverStress} under jcstress, in JVMs of its own; any forbidden outcome
 * fails. One short run of each test is for a build; {@code -Dtofu.stress.mode=default}
 * tries every way of compiling them, as jcstress does by itself.
 */
class HandOverStressTests {

	private static final List<String> SHORT = List.of("-sc", "false", "-f", "1", "-fsm", "0", "-iter", "1", "-time",
			"300", "-af", "NONE", "-jvmArgs=-ea");

	private static final long LONGEST_RUN = 12;

	@TempDir
	private Path directory;

	@Test
	void nothingForbiddenHappens() throws Exception {
		Path output = this.directory.resolve("output");
		Process jcstress = start(output);
		try {
			assertThat(jcstress.waitFor(LONGEST_RUN, TimeUnit.HOURS)).isTrue();
		}
		finally {
			jcstress.destroyForcibly();
		}
		String report = Files.readString(output);
		System.out.println(report);
		assertThat(report).contains("Failed tests: No matches", "Error tests: No matches", "matching test results");
		assertThat(jcstress.exitValue()).isZero();
	}

	private Process start(Path output) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
		command.addAll(List.of("-t", HandOverStress.class.getName(), "-r", "report"));
		String mode = System.getProperty("tofu.stress.mode");
		command.addAll((mode != null) ? List.of("-m", mode) : SHORT);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile());
		File target = output.toFile();
		return builder.redirectErrorStream(true).redirectOutput(target).start();
	}

}

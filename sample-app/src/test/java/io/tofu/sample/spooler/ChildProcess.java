package io.tofu.sample.spooler;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tofu.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A process of its own, whose output goes to a file. */
final class ChildProcess implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final Path output;

	private final Process process;

	private ChildProcess(Path output, List<String> command) throws IOException {
		this.output = output;
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
	}

	/** The sample application, with so much heap. */
	static ChildProcess sample(Path output, int heapMegabytes, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heapMegabytes + "m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-cp",
				System.getProperty("java.class.path"), SampleApplication.class.getName()));
		command.addAll(List.of(arguments));
		return new ChildProcess(output, command);
	}

	static ChildProcess python(Path output, File script, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("python3", script.getPath()));
		command.addAll(List.of(arguments));
		return new ChildProcess(output, command);
	}

	long pid() {
		return this.process.pid();
	}

	/** Waits until it has printed something. */
	Matcher awaitOutput(String regex) {
		Pattern pattern = Pattern.compile(regex);
		return await().atMost(LONG).until(() -> {
			assertThat(this.process.isAlive()).as(this::text).isTrue();
			return pattern.matcher(text());
		}, Matcher::find);
	}

	/** SIGKILL. */
	void kill() {
		this.process.destroyForcibly();
	}

	/** SIGTERM. */
	void stop() {
		this.process.destroy();
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).as(this::text).isTrue();
		return this.process.exitValue();
	}

	String text() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

}

package io.tofu.spring.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A program in a small JVM of its own, on the class path of this one. What it prints goes
 * to a file below {@code target}. It never outlives the test: it ends when it is closed,
 * and when its parent is gone.
 */
public final class ChildProcess implements AutoCloseable {

	/** What the system says of a process that was ended by SIGTERM. */
	static final int TERMINATED = 128 + 15;

	private static final Path DIRECTORY = Path.of("target", "processes");

	private static final List<String> SMALL = List.of("-ea", "-Xmx128m", "-Xss512k", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1");

	private final Process process;

	private final Path output;

	private ChildProcess(List<String> command, Path output) throws IOException {
		this.output = output;
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
	}

	/** Starts a program with properties of Spring's. */
	static ChildProcess start(Class<?> program, String... properties) {
		return start(SMALL, program, properties);
	}

	/** Starts a program in a JVM with these options, with properties of Spring's. */
	public static ChildProcess start(List<String> options, Class<?> program, String... properties) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
		command.addAll(List.of(asArguments(properties)));
		try {
			Files.createDirectories(DIRECTORY);
			return new ChildProcess(command, Files.createTempFile(DIRECTORY, program.getSimpleName() + "-", ".log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The properties as a command line has them. */
	static String[] asArguments(String... properties) {
		return Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new);
	}

	/** Ends this JVM when the one that has started it is gone. */
	public static void endWithParent() {
		Thread watch = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					// nothing is ever said
				}
			}
			catch (IOException ex) {
				// neither will it be
			}
			Runtime.getRuntime().halt(1);
		}, "parent-watch");
		watch.setDaemon(true);
		watch.start();
	}

	/** Asks the program to end, as a container platform does. */
	void terminate() {
		// Not by the process itself: that closes its input, too
		this.process.toHandle().destroy();
	}

	/** Ends the program at once. */
	void kill() {
		this.process.toHandle().destroyForcibly();
		awaitExit();
	}

	/** Waits until the program has ended, and returns how. */
	int awaitExit() {
		return awaitExit(Station.PATIENCE);
	}

	/** Waits until the program has ended, for so long, and returns how. */
	public int awaitExit(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The program does not end; it says:\n" + output());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Waits until the program has printed something. */
	void awaitOutput(String text) {
		await().atMost(Station.PATIENCE).untilAsserted(() -> assertThat(output()).contains(text));
	}

	/** What the program has printed. */
	public String output() {
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
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// there is nobody to be told
		}
	}

}

package io.tofu.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that runs in a JVM of its own, on the class path of this one, and answers
 * what it is asked line by line. It never outlives the test: it ends when it is closed,
 * and when its parent is gone.
 */
public final class ChildJvm implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** The first ones tell why. */
	private static final int ERROR_LINES = 100;

	private static final String HEAP = "-Xmx512m";

	private final Process process;

	/** What the program writes to its error stream. */
	private final Path errors;

	private final Writer questions;

	/** Its answers, and nothing when it has ended. */
	private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

	private ChildJvm(List<String> command) throws IOException {
		this.errors = Files.createTempFile("tofu-child", ".err");
		this.process = new ProcessBuilder(command).redirectError(this.errors.toFile()).start();
		this.questions = this.process.outputWriter(StandardCharsets.UTF_8);
		Thread listener = new Thread(this::listen, "child-" + this.process.pid());
		listener.setDaemon(true);
		listener.start();
	}

	/** Starts a program. */
	public static ChildJvm start(Class<?> program, String... arguments) {
		return start(List.of(), program, arguments);
	}

	/** Starts a program that cannot have more open files and sockets than this. */
	public static ChildJvm startWithDescriptors(int limit, Class<?> program, String... arguments) {
		return start(List.of("bash", "-c", "ulimit -n \"$0\" && exec \"$@\"", String.valueOf(limit)), program,
				arguments);
	}

	private static ChildJvm start(List<String> shell, Class<?> program, String... arguments) {
		List<String> command = new ArrayList<>(shell);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-ea", HEAP, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
		command.add(program.getName());
		command.addAll(List.of(arguments));
		try {
			return new ChildJvm(command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Asks the program, and waits for its answer. */
	public String ask(String question) {
		try {
			this.questions.write(question + "\n");
			this.questions.flush();
		}
		catch (IOException ex) {
			throw new AssertionError(question + ": the program has ended" + errors(), ex);
		}
		try {
			Optional<String> answer = this.answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (answer == null) {
				throw new AssertionError(question + ": no answer within " + PATIENCE + errors());
			}
			return answer.orElseThrow(() -> new AssertionError(question + ": the program has ended" + errors()));
		}
		catch (InterruptedException ex) {
			throw new AssertionError(question, ex);
		}
	}

	/** Asks for a number. */
	public long askNumber(String question) {
		return Long.parseLong(ask(question));
	}

	/** Kills the program, and waits until the system has taken back what it had. */
	public void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	@Override
	public void close() throws IOException {
		kill();
		this.questions.close();
		Files.deleteIfExists(this.errors);
	}

	private void awaitEnd() {
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The program does not end");
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private void listen() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.answers.add(Optional.of(line));
			}
		}
		catch (IOException ex) {
			// it was killed
		}
		this.answers.add(Optional.empty());
	}

	private String errors() {
		try (Stream<String> lines = Files.lines(this.errors)) {
			return "; it says:\n" + lines.limit(ERROR_LINES).collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			return "; " + ex;
		}
	}

}

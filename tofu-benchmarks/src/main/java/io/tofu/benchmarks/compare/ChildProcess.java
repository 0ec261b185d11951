package io.tofu.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A measured process, which answers each command with one line. */
final class ChildProcess implements AutoCloseable {

	private static final double START_SECONDS = 60;

	/** Enough for a recorder that writes its file at the end. */
	private static final long END_SECONDS = 10;

	private final Process process;

	private final Writer commands;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final Map<String, String> greeting;

	ChildProcess(List<String> command, Path log) throws IOException, InterruptedException {
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		this.commands = this.process.outputWriter();
		Thread reader = new Thread(() -> readAnswers(log), "answers");
		reader.setDaemon(true);
		reader.start();
		try {
			this.greeting = receive(START_SECONDS);
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void readAnswers(Path log) {
		try (BufferedReader lines = this.process.inputReader()) {
			// a JVM that was told to log does it on the standard output, too
			lines.lines().filter((line) -> line.matches("(ok|skip|err).*")).forEach(this.answers::add);
		}
		catch (IOException ex) {
			// the process has ended, as it says below
		}
		this.answers.add("err the process has ended, see " + log);
	}

	/** What the process said when it was ready. */
	String greeting(String key) {
		return required(this.greeting, key);
	}

	/**
	 * Has a command executed.
	 * @throws SkippedException if the contender cannot do that
	 */
	Map<String, String> ask(String command, double seconds) throws IOException, InterruptedException {
		this.commands.write(command + "\n");
		this.commands.flush();
		return receive(seconds);
	}

	/** Has a command executed whose answer is a number. */
	double ask(String command, String key, double seconds) throws IOException, InterruptedException {
		return Double.parseDouble(required(ask(command, seconds), key));
	}

	static String required(Map<String, String> answer, String key) {
		String value = answer.get(key);
		if (value == null) {
			throw new IllegalStateException("no " + key + " in " + answer);
		}
		return value;
	}

	private Map<String, String> receive(double seconds) throws IOException, InterruptedException {
		String line = this.answers.poll((long) (seconds * TimeUnit.SECONDS.toMillis(1)), TimeUnit.MILLISECONDS);
		if (line == null) {
			throw new IOException("no answer within " + seconds + " s");
		}
		if (line.startsWith("skip ")) {
			throw new SkippedException(line.substring("skip ".length()));
		}
		String[] words = line.trim().split(" ", -1);
		if (!words[0].equals("ok")) {
			throw new IOException(line);
		}
		Map<String, String> values = new HashMap<>();
		for (String word : words) {
			int equals = word.indexOf('=');
			if (equals > 0) {
				values.put(word.substring(0, equals), word.substring(equals + 1));
			}
		}
		return values;
	}

	ProcessFigures figures() {
		return new ProcessFigures(this.process.pid());
	}

	@Override
	public void close() {
		try {
			// it ends with its standard input
			this.commands.close();
		}
		catch (IOException ex) {
			// then it has ended already
		}
		try {
			if (!this.process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/** The contender cannot do what was asked. */
	static final class SkippedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		SkippedException(String reason) {
			super(reason);
		}

	}

}

package io.tofu.spring.chaos;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that runs {@link FarSide}. */
final class FarProcess implements Closeable {

	private static final long PATIENCE_SECONDS = 60;

	private final Process process;

	private final Writer commands;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final String name;

	private final String address;

	private boolean killed;

	FarProcess(String name, Path directory, String address, long seed) throws IOException {
		this.name = name;
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea",
				"-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				FarSide.class.getName(), name, directory.toString(), address, String.valueOf(seed));
		File log = new File("target", "chaos-" + name + ".log");
		this.process = new ProcessBuilder(command).redirectError(log).start();
		this.commands = this.process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "far-" + name);
		reader.setDaemon(true);
		reader.start();
		this.address = answer();
	}

	String name() {
		return this.name;
	}

	/** Where it listens. */
	String address() {
		return this.address;
	}

	/** Whether it had no chance to write down how its requests ended. */
	boolean wasKilled() {
		return this.killed;
	}

	/** Has it do something; its answer. */
	String tell(String command) throws IOException {
		this.commands.write(command + "\n");
		this.commands.flush();
		return answer();
	}

	/** Stops it in its tracks, or lets it go on. */
	void freeze(boolean on) throws IOException {
		Process kill = new ProcessBuilder("kill", on ? "-STOP" : "-CONT", String.valueOf(this.process.pid())).start();
		await(kill);
	}

	void kill() {
		this.killed = true;
		destroy();
	}

	/** Has the application end, and waits until the process has ended as it should. */
	void end() throws IOException {
		this.commands.write("end\n");
		this.commands.flush();
		await(this.process);
		if (this.process.exitValue() != 0) {
			throw new AssertionError(
					this.name + " ended with " + this.process.exitValue() + ", see target/chaos-" + this.name + ".log");
		}
	}

	@Override
	public void close() {
		destroy();
		try {
			this.commands.close();
		}
		catch (IOException ex) {
			// It was killed before it read everything
		}
	}

	private void destroy() {
		this.process.destroyForcibly();
		await(this.process);
	}

	private static void await(Process process) {
		try {
			if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new AssertionError("The process does not end: " + process.info());
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private String answer() {
		try {
			String answer = this.answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (answer == null) {
				throw new AssertionError(this.name + " does not answer, see target/chaos-" + this.name + ".log");
			}
			return answer;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.answers::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// it was killed
		}
	}

}

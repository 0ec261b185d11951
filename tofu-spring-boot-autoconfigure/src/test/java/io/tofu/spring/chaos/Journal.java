package io.tofu.spring.chaos;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process did, line by line. A line that was written is there even if the process
 * is killed at the next moment. Thread-safe, also when threads are interrupted, which
 * would close a channel.
 */
final class Journal implements Closeable {

	private final OutputStream file;

	Journal(Path path) throws IOException {
		this.file = new FileOutputStream(Files.createFile(path).toFile());
	}

	synchronized void write(String... words) {
		try {
			this.file.write((String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public synchronized void close() throws IOException {
		this.file.close();
	}

	/** The lines, each as its words. */
	static List<String[]> read(Path path) throws IOException {
		return Files.readAllLines(path).stream().map((line) -> line.split(" ", 4)).toList();
	}

}

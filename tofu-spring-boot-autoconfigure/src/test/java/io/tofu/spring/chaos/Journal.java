package io.tofu.spring.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a process did, line by line. A line that was written is there even if the process
 * is killed at the next moment. Thread-safe.
 */
final class Journal implements Closeable {

	private final FileChannel file;

	Journal(Path path) throws IOException {
		this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
	}

	synchronized void write(String... words) {
		ByteBuffer line = ByteBuffer.wrap((String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8));
		try {
			while (line.hasRemaining()) {
				this.file.write(line);
			}
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

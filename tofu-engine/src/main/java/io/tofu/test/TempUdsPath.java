package io.tofu.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.tofu.Address;

/**
 * A path for a Unix socket in a directory of its own, which only this user can enter.
 * Closing it removes both.
 */
public final class TempUdsPath implements AutoCloseable {

	private static final String PREFIX = "tofu";

	private static final String NAME = "s";

	/** Where paths are short if the temporary directory's is not. */
	private static final Path SHORT = Path.of("/tmp");

	private final Path path;

	private TempUdsPath(Path path) {
		this.path = path;
	}

	/**
	 * A fresh path, short enough for a Unix socket; there is no file yet.
	 * @return the path, to be closed by the caller
	 * @throws UncheckedIOException if no directory can be made for it
	 */
	public static TempUdsPath create() {
		try {
			Path path = Files.createTempDirectory(PREFIX).resolve(NAME);
			if (fits(path)) {
				return new TempUdsPath(path);
			}
			Files.delete(path.getParent());
			return new TempUdsPath(Files.createTempDirectory(SHORT, PREFIX).resolve(NAME));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The path.
	 * @return an absolute path of at most {@link Address#MAX_PATH_LENGTH} bytes
	 */
	public Path path() {
		return this.path;
	}

	/** Removes the socket, if there is one, and its directory. */
	@Override
	public void close() {
		try {
			Files.deleteIfExists(this.path);
			Files.deleteIfExists(this.path.getParent());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The path as it stands in an address. */
	@Override
	public String toString() {
		return this.path.toString();
	}

	private static boolean fits(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length <= Address.MAX_PATH_LENGTH;
	}

}

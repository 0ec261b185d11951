package io.tofu.engine;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.tofu.Address;
import io.tofu.AmpeOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening Unix socket and its file. The socket is bound inside a directory that only
 * the owner may enter and linked to its path when its permissions are right, so that it
 * is never reachable with wrong ones and never takes the place of another.
 */
record UnixListening(ServerSocketChannel socket, Path path, @Nullable Object fileKey) {

	private static final Logger logger = LoggerFactory.getLogger(UnixListening.class);

	private static final Set<PosixFilePermission> OWNER_ENTERS = PosixFilePermissions.fromString("rwx------");

	private static final int NAME_RADIX = 36;

	private static final String HIDDEN = "s";

	static UnixListening open(Path path, AmpeOptions options) throws IOException {
		removeIfDead(path);
		Path parent = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a socket is in a directory");
		String name = "." + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 24), NAME_RADIX);
		if (length(parent.resolve(name).resolve(HIDDEN)) <= Address.MAX_PATH_LENGTH) {
			return open(path, parent.resolve(name), options);
		}
		Path shortcuts = Files.createTempDirectory("tofu");
		Path shortcut = Files.createSymbolicLink(shortcuts.resolve("d"), parent);
		try {
			return open(path, shortcut.resolve(name), options);
		}
		finally {
			Files.delete(shortcut);
			Files.delete(shortcuts);
		}
	}

	private static UnixListening open(Path path, Path directory, AmpeOptions options) throws IOException {
		Path hidden = directory.resolve(HIDDEN);
		Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ENTERS));
		try {
			return bind(path, hidden, options);
		}
		finally {
			Files.deleteIfExists(hidden);
			Files.deleteIfExists(directory);
		}
	}

	private static UnixListening bind(Path path, Path hidden, AmpeOptions options) throws IOException {
		ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			socket.configureBlocking(false);
			socket.bind(UnixDomainSocketAddress.of(hidden), options.backlog());
			Files.setPosixFilePermissions(hidden, options.udsPermissions());
			Files.createLink(path, hidden);
			return new UnixListening(socket, path, fileKey(path));
		}
		catch (FileAlreadyExistsException ex) {
			Sockets.close(socket);
			throw new BindException("Address already in use: " + path);
		}
		catch (IOException | RuntimeException ex) {
			Sockets.close(socket);
			throw ex;
		}
	}

	private static int length(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	/** Closes the socket and removes its file, if it is still the one of this socket. */
	void close() {
		try {
			if (Files.exists(this.path, LinkOption.NOFOLLOW_LINKS)
					&& Objects.equals(this.fileKey, fileKey(this.path))) {
				Files.deleteIfExists(this.path);
			}
		}
		catch (IOException ex) {
			logger.debug("The socket file {} could not be removed", this.path, ex);
		}
		Sockets.close(this.socket);
	}

	/** Removes a socket file that nobody listens on any more. */
	private static void removeIfDead(Path path) throws IOException {
		if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
			return;
		}
		BasicFileAttributes attributes = attributes(path);
		if (!attributes.isOther()) {
			throw new BindException(path + " exists and is not a socket");
		}
		try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			probe.configureBlocking(false);
			probe.connect(UnixDomainSocketAddress.of(path));
			throw new BindException("Address already in use: " + path);
		}
		catch (ConnectException ex) {
			logger.debug("Removing the socket file {} that nobody listens on", path);
			Files.deleteIfExists(path);
		}
	}

	private static @Nullable Object fileKey(Path path) throws IOException {
		return attributes(path).fileKey();
	}

	private static BasicFileAttributes attributes(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

}

package io.tofu.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.AmpeStats;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a test must not leave behind: sockets, threads, messages, channels.
 */
final class Leaks {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	static {
		warmUp();
	}

	private final List<String> before = sockets();

	static Leaks watch() {
		return new Leaks();
	}

	/** An engine that was closed holds nothing. */
	static void assertNothingLeft(Ampe ampe, String threadName) {
		AmpeStats stats = ampe.stats();
		assertThat(ampe.isRunning()).isFalse();
		assertThat(stats.messagesInUse()).as("messages in use: " + stats).isZero();
		assertThat(stats.channels()).as("channels: " + stats).isZero();
		assertThat(stats.groups()).as("groups: " + stats).isZero();
		Awaitility.await()
			.atMost(Node.PATIENCE)
			.pollInterval(Duration.ofMillis(1))
			.untilAsserted(() -> assertThat(threads()).doesNotContain(threadName));
	}

	/** There are no more sockets and selectors than before. */
	void assertNoDescriptorLeft() {
		Awaitility.await()
			.atMost(Node.PATIENCE)
			.pollInterval(Duration.ofMillis(1))
			.untilAsserted(() -> assertThat(sockets()).hasSizeLessThanOrEqualTo(this.before.size()));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	private static List<String> sockets() {
		if (!Files.isDirectory(DESCRIPTORS)) {
			return List.of();
		}
		try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
			return descriptors.map(Leaks::target)
				.filter((target) -> target.matches("(socket|anon_inode|pipe):.*"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			return "closed meanwhile";
		}
	}

	/** Lets the JDK open what it never closes. */
	private static void warmUp() {
		try (Wire tcp = Wire.tcp(); Wire uds = Wire.uds(); Selector selector = Selector.open()) {
			for (Wire wire : List.of(tcp, uds)) {
				ServerSocketChannel server = wire.listen();
				try (SocketChannel client = wire.connect(wire.addressOf(server))) {
					client.configureBlocking(false);
				}
			}
			selector.selectNow();
		}
		catch (IOException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}

package io.tofu.behaviour;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.OpCode;
import io.tofu.engine.ClockedEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A host with several addresses. Names are given to them by a file that the JDK reads
 * once in the life of a process, hence in a process of its own.
 */
class ConnectSharesTests {

	private static final String HOST = "three.test";

	@Test
	@Timeout(60)
	void everyAddressHasAnEqualShareOfTheConnectTimeout(@TempDir Path directory) throws Exception {
		Path hosts = Files.write(directory.resolve("hosts"),
				List.of("127.0.0.1 " + HOST, "127.0.0.3 " + HOST, "127.0.0.2 " + HOST));
		Path output = directory.resolve("output");
		Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea",
				"-XX:TieredStopAtLevel=1", "-Djdk.net.hosts.file=" + hosts, "-cp",
				System.getProperty("java.class.path"), Program.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(program.waitFor()).as(() -> read(output)).isZero();
		}
		finally {
			program.destroyForcibly();
		}
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * Connects to a host whose first address does not answer, whose second one refuses
	 * and whose third one listens.
	 */
	static final class Program {

		private static final Duration SHARE = Duration.ofSeconds(10);

		private Program() {
		}

		public static void main(String[] args) throws Exception {
			ManualClock clock = new ManualClock();
			AmpeOptions options = AmpeOptions.builder().connectTimeout(SHARE.multipliedBy(3)).build();
			try (Wire wire = Wire.tcp();
					Saturated silent = Saturated.over(wire);
					ServerSocketChannel third = ServerSocketChannel.open();
					Ampe ampe = ClockedEngine.start(options, clock);
					Node node = new Node(ampe)) {
				int port = ((Address.TcpClient) silent.address()).port();
				third.bind(new InetSocketAddress("127.0.0.2", port)).configureBlocking(false);
				node.hello(Address.tcpClient(HOST, port)).post();
				node.goRound();
				await().until(Program::isResolved);
				node.goRound();
				clock.advance(SHARE.minusNanos(1));
				node.expectNothingElse();
				assertThat(third.accept()).isNull();
				clock.advance(Duration.ofNanos(1));
				node.expectNothingElse();
				third.configureBlocking(true);
				try (SocketChannel accepted = third.accept(); RawPeer peer = new RawPeer(accepted)) {
					peer.expect(OpCode.HELLO_REQUEST);
				}
				clock.run();
			}
		}

		/** Whether the thread that asks for addresses has nothing to do any more. */
		private static boolean isResolved() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("tofu-resolver-"))
				.allMatch((thread) -> thread.getState() == Thread.State.TIMED_WAITING);
		}

	}

}

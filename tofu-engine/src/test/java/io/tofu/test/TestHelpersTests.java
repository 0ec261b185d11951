package io.tofu.test;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link FreePorts} and {@link TempUdsPath}.
 */
class TestHelpersTests {

	@Test
	void portCanBeBound() throws Exception {
		int port = FreePorts.tcp();
		try (ServerSocketChannel server = ServerSocketChannel.open()) {
			server.bind(new InetSocketAddress("127.0.0.1", port));
			assertThat(port).isBetween(1024, 32767);
		}
	}

	@Test
	void pathIsFreshAndShort() {
		try (TempUdsPath one = TempUdsPath.create(); TempUdsPath other = TempUdsPath.create()) {
			assertThat(one.path()).isAbsolute().doesNotExist().isNotEqualTo(other.path());
			assertThat(one.path().getParent()).isDirectory();
			assertThat(one.toString().length()).isLessThanOrEqualTo(107);
		}
	}

	@Test
	void pathAndDirectoryGoWhenClosed() throws Exception {
		TempUdsPath path = TempUdsPath.create();
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(path.path()));
		}
		assertThat(path.path()).exists();
		path.close();
		path.close();
		assertThat(Files.exists(path.path().getParent())).isFalse();
	}

}

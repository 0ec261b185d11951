package io.tofu.spring.boot.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What somebody reads whose application does not start: what is wrong, where, and what to
 * do.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzerTests {

	@Test
	void portInUse(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			String address = "tcp://127.0.0.1:" + taken.getLocalPort();
			start(Application.class, "--tofu.server.address=tcp://127.0.0.1:0," + address);
			assertThat(output)
				.contains("cannot listen on " + address + ", which is given by the property 'tofu.server.address'")
				.contains("commandLineArgs")
				.containsIgnoringCase("in use")
				.contains("Stop the process that listens there already, or set tofu.server.address to another address");
		}
	}

	@Test
	void portInUseInAList(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			String address = "tcp://127.0.0.1:" + taken.getLocalPort();
			start(Application.class, "--tofu.server.address[0]=tcp://127.0.0.1:0",
					"--tofu.server.address[1]=" + address);
			assertThat(output)
				.contains("cannot listen on " + address + ", which is given by the property 'tofu.server.address[1]'");
		}
	}

	@Test
	void addressOfAnotherMachine(CapturedOutput output) {
		start(Application.class, "--tofu.server.address=tcp://192.0.2.1:7099");
		assertThat(output).contains("cannot listen on tcp://192.0.2.1:7099, which is given by the property")
			.contains("Set tofu.server.address to an address of this machine");
	}

	@Test
	void serverAddressThatCannotBeRead(CapturedOutput output) {
		start(Application.class, "--tofu.server.address[0]=tcp://localhost");
		assertThat(output).contains("Invalid value 'tcp://localhost' for configuration property")
			.contains("'tofu.server.address[0]' (originating from")
			.contains("the port is missing, expected tcp://host:port");
	}

	@Test
	void peerAddressThatCannotBeRead(CapturedOutput output) {
		start(Application.class, "--tofu.peer.stock.address=stock:7099");
		assertThat(output).contains("'stock:7099'", "'tofu.peer.stock.address' (originating from")
			.contains("expected tcp://host:port or unix:/path");
	}

	@Test
	void peerAddressWithAPlaceholderThatIsNotSet(CapturedOutput output) {
		start(Application.class, "--tofu.peer.stock.address=tcp://${STOCK_HOST}:7099");
		assertThat(output).contains("'tofu.peer.stock.address'", "Could not resolve placeholder 'STOCK_HOST'");
	}

	@Test
	void peerWithoutAddress(CapturedOutput output) {
		start(Application.class, "--tofu.peer.stock.required=true");
		assertThat(output).contains("The peer 'stock' has no address: tofu.peer.stock.address is not set.")
			.contains("Set tofu.peer.stock.address, for example to tcp://host:7099 or unix:/path/to/socket.");
	}

	@Test
	void peerThatTheApplicationNeedsIsAway(CapturedOutput output) {
		start(Application.class, "--tofu.peer.stock.address=unix:/nowhere/stock.sock",
				"--tofu.peer.stock.startup-failure-policy=stop", "--tofu.peer.stock.connect-timeout=100ms");
		assertThat(output)
			.contains("cannot connect to its peer 'stock' at unix:/nowhere/stock.sock, and is not to start without it")
			.contains("Start the peer first, or correct tofu.peer.stock.address.")
			.contains("remove tofu.peer.stock.startup-failure-policy");
	}

	@Test
	void propertyThatDoesNotExist(CapturedOutput output) {
		start(Application.class, "--tofu.peer.stock.adress=tcp://stock:7099");
		assertThat(output).contains("APPLICATION FAILED TO START").contains("tofu.peer.stock.adress");
	}

	@Test
	void reservedPeerName(CapturedOutput output) {
		start(Application.class, "--tofu.peer.server.address=tcp://stock:7099");
		assertThat(output).contains("'server' (tofu.peer.server)", "reserved").contains("Give the peer another name.");
	}

	@Test
	void engineOptionThatMakesNoSense(CapturedOutput output) {
		start(Application.class, "--tofu.engine.initial-pool-size=0");
		assertThat(output).contains("Invalid value '0' for configuration property 'tofu.engine.initial-pool-size'")
			.contains("must be at least 1");
	}

	private static void start(Class<?> application, String... arguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(application).web(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> builder.run(arguments).close());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TofuAutoConfiguration.class)
	static class Application {

	}

}

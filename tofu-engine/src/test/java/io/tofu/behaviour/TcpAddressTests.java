package io.tofu.behaviour;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Addresses of TCP: names, literals, ports.
 */
class TcpAddressTests extends EngineBehaviour {

	TcpAddressTests() {
		super(Wire::tcp);
	}

	@Test
	@Scenario(4)
	@DisplayName("a host that cannot be resolved → HelloResponse invalid_address, then the end")
	void unknownHost() {
		Node node = node();
		BinaryHeader hello = node.hello(Address.tcpClient("no-such-host.invalid", 7099)).body("kept").post();
		node.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.INVALID_ADDRESS)
			.on(hello.channelNumber())
			.withId(hello.messageId())
			.withBody("kept")
			.withReason("no-such-host.invalid");
		new End(node, hello.channelNumber(), hello.messageId()).expectEnd().withId(hello.messageId());
	}

	@Test
	@Scenario(5)
	@DisplayName("a listener on a name that cannot be resolved → WelcomeResponse invalid_address, then the end")
	void unknownHostToListenOn() {
		Node node = node();
		BinaryHeader welcome = node.welcome(Address.tcpServer("no-such-host.invalid", 0)).post();
		node.expectFromEngine(OpCode.WELCOME_RESPONSE, AmpeStatus.INVALID_ADDRESS).withId(welcome.messageId());
		node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).withId(welcome.messageId());
	}

	@ParameterizedTest
	@ValueSource(strings = { "192.0.2.1", "2001:db8::1" })
	@Scenario(5)
	@DisplayName("an address of another machine → WelcomeResponse invalid_address or listen_failed")
	void addressOfAnotherMachine(String host) {
		Node node = node();
		BinaryHeader welcome = node.welcome(Address.tcpServer(host, 0)).post();
		node.expectFromEngine(OpCode.WELCOME_RESPONSE, AmpeStatus.INVALID_ADDRESS, AmpeStatus.LISTEN_FAILED)
			.on(welcome.channelNumber())
			.withId(welcome.messageId())
			.withReason();
		node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).withId(welcome.messageId());
		node.expectNothingElse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost", "::1", "0.0.0.0", "::", "" })
	@Scenario(5)
	@DisplayName("port 0 → the real port; the host stays as it was posted")
	void portZeroIsReplaced(String host) {
		Node node = node();
		Received up = listen(node, Address.tcpServer(host, 0));
		Address.TcpServer bound = (Address.TcpServer) up.listensOn();
		assertThat(bound.host()).isEqualTo(host);
		assertThat(bound.port()).isPositive();
	}

	@Test
	void givenPortIsKept() {
		Node node = node();
		Address.TcpServer address = new Address.TcpServer("127.0.0.1", FreePorts.tcp());
		assertThat(listen(node, address).listensOn()).isEqualTo(address);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost", "::1" })
	void connectsByLiteralsAndNames(String host) {
		Node server = node();
		Address.TcpServer bound = (Address.TcpServer) listen(server, Address.tcpServer(host, 0)).listensOn();
		Dialogue.between(node(), server, Address.tcpClient(host, bound.port()));
	}

	@Test
	void clientWithoutAHostMeansThisMachine() {
		Node server = node();
		Address.TcpServer bound = (Address.TcpServer) listen(server, Address.tcpServer("", 0)).listensOn();
		Node client = node();
		client.draft(OpCode.HELLO_REQUEST).header(Address.CONNECT_TO, "tcp||" + bound.port()).post();
		server.accept();
		client.expect(OpCode.HELLO_RESPONSE);
	}

	@Test
	void allInterfacesAreBothFamilies() throws Exception {
		Node server = node();
		int port = ((Address.TcpServer) listen(server, Address.tcpServer("", 0)).listensOn()).port();
		Dialogue.between(node(), server, Address.tcpClient("127.0.0.1", port));
		Dialogue.between(node(), server, Address.tcpClient("::1", port));
	}

	@Test
	void allInterfacesOfIpv4AreNotThoseOfIpv6() {
		Node server = node();
		int port = ((Address.TcpServer) listen(server, Address.tcpServer("0.0.0.0", 0)).listensOn()).port();
		Dialogue.between(node(), server, Address.tcpClient("127.0.0.1", port));
		assertThatIOException().isThrownBy(() -> {
			try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.INET6)) {
				socket.connect(new InetSocketAddress("::1", port));
			}
		});
	}

	@Test
	void portIsNotSharedUnlessItIsWanted() {
		Node server = node();
		Received first = listen(server, Address.tcpServer("127.0.0.1", 0));
		BinaryHeader second = server.welcome(first.listensOn()).post();
		server.expectFromEngine(OpCode.WELCOME_RESPONSE, AmpeStatus.LISTEN_FAILED).on(second.channelNumber());
		server.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).on(second.channelNumber());
	}

	@Test
	void portIsSharedIfItIsWanted() {
		use((options) -> options.reusePort(true));
		Node server = node();
		Received first = listen(server, Address.tcpServer("127.0.0.1", 0));
		assertThat(listen(server, first.listensOn()).listensOn()).isEqualTo(first.listensOn());
	}

	private static Received listen(Node node, Address address) {
		BinaryHeader welcome = node.welcome(address).post();
		return node.expect(OpCode.WELCOME_RESPONSE).on(welcome.channelNumber());
	}

}

package io.tofu;

import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Address}.
 */
class AddressTests {

	private final Shelf shelf = new Shelf();

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			tcp://127.0.0.1:7099 ; tcp|127.0.0.1|7099
			tcp://host.name:0    ; tcp|host.name|0
			tcp://:7099          ; tcp||7099
			tcp://[::1]:65535    ; tcp|::1|65535
			tcp://[::]:1         ; tcp|::|1
			unix:/run/app.sock   ; uds|/run/app.sock
			unix:///run/app.sock ; uds|/run/app.sock
			unix:relative        ; uds|relative
			unix:                ; uds|
			tcp|h|07099          ; tcp|h|7099
			tcp||0               ; tcp||0
			tcp|::1|7            ; tcp|::1|7
			uds|/a b/c:d         ; uds|/a b/c:d
			uds|                 ; uds|
			""")
	void readsServersInBothForms(String text, String wire) {
		Address address = Address.server(text);
		assertThat(address.wire()).isEqualTo(wire);
		assertThat(Address.server(wire)).isEqualTo(address);
		assertThat(Address.server(address.toString())).isEqualTo(address);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			tcp://127.0.0.1:7099 ; tcp|127.0.0.1|7099
			tcp://host:1         ; tcp|host|1
			tcp://:7099          ; tcp|127.0.0.1|7099
			tcp://[fe80::1%eth0]:7 ; tcp|fe80::1%eth0|7
			tcp||7099            ; tcp|127.0.0.1|7099
			unix:/run/app.sock   ; uds|/run/app.sock
			uds|/run/app.sock    ; uds|/run/app.sock
			""")
	void readsClientsInBothForms(String text, String wire) {
		Address address = Address.client(text);
		assertThat(address.wire()).isEqualTo(wire);
		assertThat(Address.client(wire)).isEqualTo(address);
		assertThat(Address.client(address.toString())).isEqualTo(address);
	}

	@Test
	void isWrittenForPeopleAsAUri() {
		assertThat(Address.tcpServer("::1", 5)).hasToString("tcp://[::1]:5");
		assertThat(Address.tcpServer("", 5)).hasToString("tcp://:5");
		assertThat(Address.tcpClient("h", 5)).hasToString("tcp://h:5");
		assertThat(Address.udsServer("/a")).hasToString("unix:/a");
		assertThat(Address.udsClient("/a")).hasToString("unix:/a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "tcp", "tcp|", "tcp|h", "tcp|h|", "tcp|h|x", "tcp|h|-1", "tcp|h|+1",
			"tcp|h|65536", "tcp|h|123456", "tcp|h|0x10", "tcp|h|٧", "tcp|h|1|", "tcp|h|1|2", "TCP|h|1", "udp|h|1",
			"tcp|h| 1", "tcp| h|1", "tcp|a b|1", "tcp|[::1]|1", "tcp|h/x|1", "tcp|h\n|1", "uds", "uds|/a|b",
			"uds|/a\nb", "UDS|/a", "uds|/a\0", "uds|/a\tb", "ws://h:1", "http://h:1", "tcp://", "tcp://h", "tcp://h:",
			"tcp://h:x", "tcp://h:1/", "tcp://h:1x", "tcp://::1:1", "tcp://::1", "tcp://[::1]", "tcp://[::1", "tcp:h:1",
			"tcp://h:65536", "tcp://h :1", "unix:/a|b", "/run/app.sock", "h:1", "7099" })
	void refusesEverythingElse(String text) {
		assertInvalid(() -> Address.server(text));
		assertInvalid(() -> Address.client(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp|h|0", "tcp://h:0", "uds|", "unix:" })
	void clientsNeedAPortAndAPath(String text) {
		assertThat(Address.server(text)).isNotNull();
		assertInvalid(() -> Address.client(text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			tcp|h|65536       ; 65536
			tcp|h|x           ; 'x'
			tcp://h           ; the port is missing
			tcp://::1:7       ; brackets
			udp://h:1         ; expected tcp://host:port or unix:/path
			tcp|a b|1         ; 'a b'
			""")
	void saysWhatIsWrong(String text, String reason) {
		assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> Address.server(text))
			.withMessageContaining(reason);
	}

	@Test
	void pathsOfUnixSocketsHaveAsManyBytesAsJavaTakes() {
		String longest = "/" + "p".repeat(105);
		assertThat(Address.udsServer(longest).wire()).isEqualTo("uds|" + longest);
		assertThat(Address.udsClient(longest).wire()).isEqualTo("uds|" + longest);
		assertInvalid(() -> Address.udsServer(longest + "p"));
		assertInvalid(() -> Address.udsClient(longest + "p"));
	}

	@Test
	void pathsAreMeasuredInBytes() {
		String longest = "//" + "é".repeat(52);
		assertThat(Address.udsServer(longest).wire()).endsWith(longest);
		assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> Address.udsServer(longest + "p"))
			.withMessageContaining("107")
			.withMessageContaining("106");
	}

	@Test
	void portsReachFrom0For1To65535() {
		assertThat(Address.tcpServer("h", 0).wire()).isEqualTo("tcp|h|0");
		assertThat(Address.tcpClient("h", 65535).wire()).isEqualTo("tcp|h|65535");
		assertInvalid(() -> Address.tcpServer("h", -1));
		assertInvalid(() -> Address.tcpServer("h", 65536));
		assertInvalid(() -> Address.tcpClient("h", 0));
	}

	@Test
	void clientsWithoutAHostMeanThisMachine() {
		assertThat(Address.tcpClient("", 1)).isEqualTo(Address.tcpClient("127.0.0.1", 1));
		assertThat(Address.tcpServer("", 1)).isNotEqualTo(Address.tcpServer("127.0.0.1", 1));
	}

	static Stream<Address> addresses() {
		return Stream.of(Address.tcpServer("", 0), Address.tcpServer("::1", 7099), Address.tcpClient("h", 1),
				Address.udsServer(""), Address.udsServer("/a b"), Address.udsClient("/é"));
	}

	@ParameterizedTest
	@MethodSource("addresses")
	void aMessageCarriesItThereAndBack(Address address) {
		try (Message message = this.shelf.get().channelNumber(5).messageId(6)) {
			message.headers().add("kept", "1").add(Address.LISTEN_ON, "old").add(Address.CONNECT_TO, "old");
			address.format(message);
			assertThat(message.channelNumber()).isZero();
			assertThat(message.messageId()).isEqualTo(6);
			assertThat(message.headers().first("kept")).isEqualTo("1");
			assertThat(Address.parse(message)).isEqualTo(address);
		}
	}

	@Test
	void formattingReplacesAnEarlierAddress() {
		try (Message message = this.shelf.get()) {
			Address.tcpClient("a", 1).format(message);
			Address.udsClient("/b").format(message);
			assertThat(message.opCode()).isEqualTo(OpCode.HELLO_REQUEST);
			assertThat(message.headers()).containsExactly(new TextHeader("~connect_to", "uds|/b"));
			Address.tcpServer("", 7099).format(message);
			assertThat(message.opCode()).isEqualTo(OpCode.WELCOME_REQUEST);
			assertThat(message.headers().first("~listen_on")).isEqualTo("tcp||7099");
		}
	}

	@Test
	void theHeaderMustFitTheOperation() {
		try (Message message = this.shelf.received("~listen_on:tcp|h|1\r\n")) {
			assertThat(Address.parse(message.opCode(OpCode.WELCOME_REQUEST))).isEqualTo(Address.tcpServer("h", 1));
			assertThatExceptionOfType(AmpeException.class)
				.isThrownBy(() -> Address.parse(message.opCode(OpCode.HELLO_REQUEST)))
				.withMessageContaining("~connect_to");
		}
	}

	@Test
	void messagesHaveTheFormOfTheWireOnly() {
		try (Message message = this.shelf.received("~connect_to:tcp://h:1\r\n")) {
			message.opCode(OpCode.HELLO_REQUEST);
			assertInvalid(() -> Address.parse(message));
		}
	}

	@Test
	void aPathThatABlankEndsWouldNotArrive() {
		assertInvalid(() -> Address.udsServer("/a "));
		assertInvalid(() -> Address.udsClient("/a "));
	}

	private static void assertInvalid(ThrowingCallable read) {
		assertThatExceptionOfType(AmpeException.class).isThrownBy(read).satisfies((ex) -> {
			assertThat(ex.status()).isEqualTo(AmpeStatus.INVALID_ADDRESS);
			assertThat(ex.getMessage()).startsWith("Invalid address").doesNotContain("\n", "\r", "\0");
		});
	}

}

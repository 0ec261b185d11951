package io.tofu;

import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tofu.fuzz.FuzzInput;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes {@link Address}: any text is an address or refused as one, and an address is the
 * same however it is written.
 */
class AddressFuzzTests {

	private static final Pattern WIRE = Pattern.compile("tcp\\|[^|]*\\|[0-9]{1,5}|uds\\|[^|]*");

	/** What nobody would doubt. */
	private static final Pattern PLAIN = Pattern
		.compile("tcp(\\|[a-z0-9.-]{1,30}\\||://[a-z0-9.-]{1,30}:)[1-9][0-9]{0,3}|(uds\\||unix:)/[a-zA-Z0-9.-]{1,30}");

	private final Shelf shelf = new Shelf();

	@DictionaryEntries({ "tcp|", "uds|", "tcp://", "unix:", "unix://", "[::1]", "|7099", ":7099", "65535" })
	@FuzzTest
	void addressesAreTheSameHoweverTheyAreWritten(byte[] bytes) {
		FuzzInput input = new FuzzInput(bytes);
		String text = (input.choice(2) == 0) ? input.text() : input.chars();
		boolean listens = input.choice(2) == 1;
		Address address = switch (input.choice(4)) {
			case 0 -> accepted(() -> read(text, listens));
			case 1 -> accepted(() -> received(text, listens));
			case 2 -> accepted(() -> tcp(text, input.next() << 8 | input.next(), listens));
			default -> accepted(() -> listens ? Address.udsServer(text) : Address.udsClient(text));
		};
		if (address != null) {
			assertThat(address.listens()).isEqualTo(listens);
			assertIsOneAddress(address, listens);
		}
	}

	/** The address, or null if it was refused in the way that addresses are. */
	private static @Nullable Address accepted(Supplier<Address> source) {
		try {
			return source.get();
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.INVALID_ADDRESS);
			assertThat(ex.getMessage()).doesNotContainPattern("\\p{Cntrl}");
			return null;
		}
	}

	private void assertIsOneAddress(Address address, boolean listens) {
		assertThat(address.wire()).matches(WIRE).doesNotContainPattern("[\r\n]");
		assertThat(read(address.wire(), listens)).isEqualTo(address);
		assertThat(read(address.toString(), listens)).isEqualTo(address);
		try (Message message = this.shelf.get()) {
			address.format(message);
			assertThat(Address.parse(message)).isEqualTo(address);
		}
	}

	private static Address read(String text, boolean listens) {
		try {
			return listens ? Address.server(text) : Address.client(text);
		}
		catch (AmpeException ex) {
			assertThat(text).doesNotMatch(PLAIN);
			throw ex;
		}
	}

	/** As it stands in a message of a peer's application. */
	private Address received(String text, boolean listens) {
		String header = (listens ? Address.LISTEN_ON : Address.CONNECT_TO) + ":" + text + "\r\n";
		try (Message message = this.shelf.received(header)) {
			message.opCode(listens ? OpCode.WELCOME_REQUEST : OpCode.HELLO_REQUEST);
			return Address.parse(message);
		}
	}

	private static Address tcp(String host, int port, boolean listens) {
		return listens ? Address.tcpServer(host, port) : Address.tcpClient(host, port);
	}

}

package io.tofu.behaviour;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;
import io.tofu.test.TempUdsPath;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Addresses of Unix sockets: paths, files and whose they are.
 */
class UdsAddressTests extends EngineBehaviour {

	/** The system takes one byte more. */
	private static final int LONGEST_FOR_JAVA = 106;

	private final TempUdsPath temporary = keep(TempUdsPath.create());

	private final Path path = this.temporary.path();

	UdsAddressTests() {
		super(Wire::uds);
	}

	@Test
	@Scenario(4)
	@DisplayName("a missing path → HelloResponse uds_path_not_found, then the end")
	void missingPath() {
		Node node = node();
		End end = node.connect(Address.udsClient(this.path.toString()));
		end.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.UDS_PATH_NOT_FOUND).withId(end.helloId()).withReason();
		end.expectEnd().withId(end.helloId());
		node.expectNothingElse();
	}

	@Test
	@Scenario(4)
	@DisplayName("a file that is no socket → HelloResponse connect_failed, then the end")
	void noSocket() throws Exception {
		Files.createFile(this.path);
		Node node = node();
		End end = node.connect(Address.udsClient(this.path.toString()));
		end.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_FAILED);
		end.expectEnd();
	}

	@Test
	@Scenario(5)
	@DisplayName("an empty path → a fresh temporary one, reported, and removed with the listener")
	void emptyPathIsReplaced() {
		Node server = node();
		Listener first = server.listen(Address.udsServer(""));
		Listener second = server.listen(Address.udsServer(""));
		assertThat(first.address()).isNotEqualTo(second.address());
		Dialogue.between(node(), server, first.address());
		Path chosen = Path.of(((Address.UdsClient) first.address()).path());
		assertThat(chosen).exists();
		first.abort();
		assertThat(chosen).doesNotExist();
		server.close();
		assertThat(Path.of(((Address.UdsClient) second.address()).path())).doesNotExist();
	}

	@Test
	void fileIsTheOwnersOnly() throws IOException {
		node().listen(Address.udsServer(this.path.toString()));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.path))).isEqualTo("rw-------");
		assertThat(neighbours()).containsExactly(this.path);
	}

	@Test
	void fileGoesWithTheListener() throws IOException {
		Node server = node();
		server.listen(Address.udsServer(this.path.toString())).abort();
		assertThat(neighbours()).isEmpty();
	}

	@Test
	void fileGoesWithTheGroup() throws IOException {
		Node server = node();
		server.listen(Address.udsServer(this.path.toString()));
		server.close();
		assertThat(neighbours()).isEmpty();
	}

	@Test
	void fileGoesWithTheEngine() throws IOException {
		node().listen(Address.udsServer(this.path.toString()));
		ampe().close();
		assertThat(neighbours()).isEmpty();
	}

	@Test
	void deadSocketIsReplaced() throws IOException {
		bindAndLeave();
		Node server = node();
		Listener listener = server.listen(Address.udsServer(this.path.toString()));
		Dialogue.between(node(), server, listener.address());
	}

	@Test
	@Scenario(5)
	@DisplayName("a path that somebody else listens on → WelcomeResponse listen_failed, and they go on")
	void livingSocketIsLeftAlone() throws Exception {
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			other.bind(UnixDomainSocketAddress.of(this.path));
			assertListenFails(this.path.toString());
			rawPeer(Address.udsClient(this.path.toString()));
			assertThat(other.accept()).isNotNull().satisfies(SocketChannel::close);
		}
	}

	@Test
	@Scenario(5)
	@DisplayName("a path whose listener is merely busy → WelcomeResponse listen_failed, and it stays")
	void busySocketIsLeftAlone() throws Exception {
		try (Saturated saturated = Saturated.over(this.wire)) {
			Path busy = Path.of(((Address.UdsClient) saturated.address()).path());
			assertListenFails(busy.toString());
			assertThat(busy).exists();
		}
	}

	@Test
	@Scenario(5)
	@DisplayName("a file that is no socket → WelcomeResponse listen_failed, and it stays")
	void fileIsLeftAlone() throws IOException {
		Files.writeString(this.path, "precious");
		assertListenFails(this.path.toString());
		assertThat(this.path).hasContent("precious");
	}

	@Test
	@Scenario(5)
	@DisplayName("a link to a file → WelcomeResponse listen_failed, and both stay")
	void linkIsLeftAlone() throws IOException {
		Path target = Files.writeString(this.path.resolveSibling("target"), "precious");
		Files.createSymbolicLink(this.path, target);
		assertListenFails(this.path.toString());
		assertThat(target).hasContent("precious");
		assertThat(this.path).isSymbolicLink();
		Files.delete(target);
	}

	@Test
	@Scenario(5)
	@DisplayName("a directory → WelcomeResponse listen_failed, and it stays")
	void directoryIsLeftAlone() {
		assertListenFails(this.path.getParent().toString());
		assertThat(this.path.getParent()).isDirectory();
	}

	@Test
	@Scenario(5)
	@DisplayName("a directory that is not there → WelcomeResponse listen_failed")
	void missingDirectory() {
		assertListenFails(this.path.resolve("sub").resolve("s").toString());
	}

	@Test
	void fileThatBecameAnothersIsNotRemoved() throws IOException {
		Node server = node();
		Listener listener = server.listen(Address.udsServer(this.path.toString()));
		Files.delete(this.path);
		Files.writeString(this.path, "another's");
		listener.abort();
		assertThat(this.path).hasContent("another's");
	}

	@Test
	void fileThatIsGoneAlreadyDoesNotMatter() throws IOException {
		Node server = node();
		Listener listener = server.listen(Address.udsServer(this.path.toString()));
		Files.delete(this.path);
		listener.abort();
		assertThat(neighbours()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 20 })
	void longestPathWorks(int nameLength) throws IOException {
		Path directory = deepDirectory(LONGEST_FOR_JAVA - 1 - nameLength);
		String longest = directory.resolve("n".repeat(nameLength)).toString();
		assertThat(longest).hasSize(LONGEST_FOR_JAVA);
		Node server = node();
		Listener listener = server.listen(Address.udsServer(longest));
		Dialogue.between(node(), server, listener.address());
		server.close();
		assertThat(directory).isEmptyDirectory();
		Files.delete(directory);
	}

	@Test
	@Scenario(4)
	@DisplayName("a path that Java cannot connect to → HelloResponse invalid_address, then the end")
	void pathThatIsTooLongForJavaIsAnInvalidAddress() {
		String tooLong = "uds|/tmp/" + "n".repeat(LONGEST_FOR_JAVA + 1 - 5);
		Node node = node();
		BinaryHeader hello = node.draft(OpCode.HELLO_REQUEST).header(Address.CONNECT_TO, tooLong).post();
		End end = new End(node, hello.channelNumber(), hello.messageId());
		end.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.INVALID_ADDRESS).withReason();
		end.expectEnd().withId(end.helloId());
	}

	@Test
	void pathsMayHaveBlanksAndLettersOfAnyLanguage() {
		Path odd = this.path.resolveSibling("a b:ü豆");
		Node server = node();
		Listener listener = server.listen(Address.udsServer(odd.toString()));
		Dialogue.between(node(), server, listener.address());
		listener.abort();
		assertThat(odd).doesNotExist();
	}

	private void assertListenFails(String where) {
		Node node = node();
		BinaryHeader welcome = node.welcome(Address.udsServer(where)).post();
		node.expectFromEngine(OpCode.WELCOME_RESPONSE, AmpeStatus.LISTEN_FAILED)
			.on(welcome.channelNumber())
			.withId(welcome.messageId())
			.withHeader(Address.LISTEN_ON, "uds|" + where)
			.withReason();
		node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).withId(welcome.messageId());
		node.expectNothingElse();
	}

	private void bindAndLeave() throws IOException {
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			other.bind(UnixDomainSocketAddress.of(this.path));
		}
		assertThat(Files.exists(this.path, LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

	private Path deepDirectory(int length) throws IOException {
		Path parent = this.path.getParent();
		Path directory = parent.resolve("d".repeat(length - parent.toString().length() - 1));
		return Files.createDirectory(directory);
	}

	/** What is in the directory of the socket. */
	private Stream<Path> neighbours() throws IOException {
		try (Stream<Path> files = Files.list(this.path.getParent())) {
			return files.toList().stream();
		}
	}

}

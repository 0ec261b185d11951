package io.tofu;

import java.nio.charset.StandardCharsets;

/**
 * Where an engine listens or connects to. In a message it is a text header
 * ({@value #LISTEN_ON} or {@value #CONNECT_TO}); people write it as a URI.
 *
 * <pre>
 * in a message          by people
 * tcp|HOST|PORT         tcp://host:port    tcp://[::1]:port    tcp://:port (all interfaces)
 * uds|PATH              unix:/path
 * </pre>
 *
 * Addresses are immutable values. {@code toString} gives the form for people, which
 * {@link #server} and {@link #client} read again. A name is looked up when a message with
 * it is posted, not here.
 */
public sealed interface Address {

	/** The text header of a WelcomeRequest. */
	String LISTEN_ON = "~listen_on";

	/** The text header of a HelloRequest. */
	String CONNECT_TO = "~connect_to";

	/** The host of a client that names none. */
	String DEFAULT_HOST = "127.0.0.1";

	/** The port that peers without an address of their own use. */
	int DEFAULT_PORT = 7099;

	/** The longest path of a Unix socket that the JDK takes on Linux, in bytes. */
	int MAX_PATH_LENGTH = 106;

	/**
	 * Makes a message open this address when it is posted: sets opcode, channel 0 and the
	 * address header, which replaces earlier ones. Body, id and other headers stay.
	 * @param message the caller's message, which stays the caller's
	 * @throws IllegalStateException if the message is no longer the caller's
	 */
	default void format(Message message) {
		message.opCode(listens() ? OpCode.WELCOME_REQUEST : OpCode.HELLO_REQUEST)
			.channelNumber(ChannelNumbers.UNASSIGNED)
			.headers()
			.set(listens() ? LISTEN_ON : CONNECT_TO, wire());
	}

	/**
	 * Whether this is an address to listen on.
	 * @return false if it is one to connect to
	 */
	boolean listens();

	/**
	 * The address as it stands in a message.
	 * @return {@code tcp|HOST|PORT} or {@code uds|PATH}
	 */
	String wire();

	/**
	 * Reads an address to listen on.
	 * @param text {@code tcp://host:port}, {@code tcp://:port}, {@code unix:/path} or the
	 * form in a message; port 0 lets the system choose one, an empty path the engine
	 * @return the address
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	static Address server(String text) {
		return AddressParser.server(text);
	}

	/**
	 * Reads an address to connect to.
	 * @param text {@code tcp://host:port}, {@code unix:/path} or the form in a message
	 * @return the address
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	static Address client(String text) {
		return AddressParser.client(text);
	}

	/**
	 * Reads the address a HelloRequest connects to or a WelcomeRequest listens on.
	 * @param message a HelloRequest or a WelcomeRequest
	 * @return the address in its text headers
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason, also if
	 * the header of that operation is missing
	 * @throws IllegalStateException if the message is no longer the caller's
	 */
	static Address parse(Message message) {
		return message.storage().address();
	}

	/**
	 * A TCP address to listen on.
	 * @param host the host; empty for all interfaces
	 * @param port the port, 0 to 65535
	 * @return the address
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	static TcpServer tcpServer(String host, int port) {
		return new TcpServer(host, port);
	}

	/**
	 * A TCP address to connect to.
	 * @param host the host; empty for {@link #DEFAULT_HOST}
	 * @param port the port, 1 to 65535
	 * @return the address
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	static TcpClient tcpClient(String host, int port) {
		return new TcpClient(host, port);
	}

	/**
	 * A Unix socket to listen on.
	 * @param path the path; empty for a fresh temporary one
	 * @return the address
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	static UdsServer udsServer(String path) {
		return new UdsServer(path);
	}

	/**
	 * A Unix socket to connect to.
	 * @param path the path
	 * @return the address
	 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
	 */
	static UdsClient udsClient(String path) {
		return new UdsClient(path);
	}

	/**
	 * A TCP address to listen on.
	 *
	 * @param host a name or a literal; empty for all interfaces
	 * @param port the port, 0 lets the system choose one
	 */
	record TcpServer(String host, int port) implements Address {

		/**
		 * Checks host and port.
		 * @param host a name or a literal; empty for all interfaces
		 * @param port the port, 0 to 65535
		 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
		 */
		public TcpServer {
			checkHost(host);
			checkPort(port, 0);
		}

		@Override
		public boolean listens() {
			return true;
		}

		@Override
		public String wire() {
			return tcpWire(this.host, this.port);
		}

		@Override
		public String toString() {
			return uri(this.host, this.port);
		}

	}

	/**
	 * A TCP address to connect to.
	 *
	 * @param host a name or a literal, never empty
	 * @param port the port
	 */
	record TcpClient(String host, int port) implements Address {

		/**
		 * Checks host and port.
		 * @param host a name or a literal; empty for {@link Address#DEFAULT_HOST}
		 * @param port the port, 1 to 65535
		 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
		 */
		public TcpClient {
			checkHost(host);
			checkPort(port, 1);
			host = host.isEmpty() ? DEFAULT_HOST : host;
		}

		@Override
		public boolean listens() {
			return false;
		}

		@Override
		public String wire() {
			return tcpWire(this.host, this.port);
		}

		@Override
		public String toString() {
			return uri(this.host, this.port);
		}

	}

	/**
	 * A Unix socket to listen on.
	 *
	 * @param path the path; empty for a fresh temporary one
	 */
	record UdsServer(String path) implements Address {

		/**
		 * Checks the path.
		 * @param path the path; empty for a fresh temporary one
		 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
		 */
		public UdsServer {
			checkPath(path);
		}

		@Override
		public boolean listens() {
			return true;
		}

		@Override
		public String wire() {
			return "uds|" + this.path;
		}

		@Override
		public String toString() {
			return pathUri(this.path);
		}

	}

	/**
	 * A Unix socket to connect to.
	 *
	 * @param path the path
	 */
	record UdsClient(String path) implements Address {

		/**
		 * Checks the path.
		 * @param path the path, not empty
		 * @throws AmpeException {@link AmpeStatus#INVALID_ADDRESS} with the reason
		 */
		public UdsClient {
			checkPath(path);
			if (path.isEmpty()) {
				throw invalid("a Unix socket to connect to needs a path");
			}
		}

		@Override
		public boolean listens() {
			return false;
		}

		@Override
		public String wire() {
			return "uds|" + this.path;
		}

		@Override
		public String toString() {
			return pathUri(this.path);
		}

	}

	private static String tcpWire(String host, int port) {
		return "tcp|" + host + '|' + port;
	}

	private static String uri(String host, int port) {
		return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
	}

	/** Of a path with three slashes, a URI without an authority would lose two. */
	private static String pathUri(String path) {
		return (path.startsWith("///") ? "unix://" : "unix:") + path;
	}

	/** Not so with half of a character that needs two in UTF-16. */
	private static boolean isUtf8(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

	private static void checkHost(String host) {
		boolean sound = host.chars().allMatch((c) -> c > ' ' && c != 0x7F && "|[]/".indexOf(c) < 0) && isUtf8(host);
		if (!sound) {
			throw invalid("the host '" + host.replaceAll("\\p{Cntrl}", "?")
					+ "' has a character that no host has (write an IPv6 literal in brackets in a URI)");
		}
	}

	private static void checkPort(int port, int lowest) {
		if (port < lowest || port > 65535) {
			throw invalid("port " + port + " is not in " + lowest + "..65535");
		}
	}

	private static void checkPath(String path) {
		if (path.chars().anyMatch((c) -> c < ' ' || c == 0x7F || c == '|') || !isUtf8(path)) {
			throw invalid("the path of a Unix socket cannot have '|', control characters or halves of characters");
		}
		if (!path.equals(path.stripTrailing())) {
			throw invalid("the path of a Unix socket cannot end in a blank, which whoever reads it would lose");
		}
		int length = path.getBytes(StandardCharsets.UTF_8).length;
		if (length > MAX_PATH_LENGTH) {
			throw invalid("the path of a Unix socket has " + length + " bytes, " + MAX_PATH_LENGTH + " are possible: "
					+ path);
		}
	}

	private static AmpeException invalid(String reason) {
		return new AmpeException(AmpeStatus.INVALID_ADDRESS, "Invalid address: " + reason);
	}

}

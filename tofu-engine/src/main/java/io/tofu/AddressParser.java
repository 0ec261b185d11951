package io.tofu;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Reads addresses as they stand in messages and as people write them. */
final class AddressParser {

	private static final String TCP_URI = "tcp://";

	private static final String UNIX_URI = "unix:";

	private AddressParser() {
	}

	static Address parse(OpCode opCode, Function<String, @Nullable String> headers) {
		boolean listens = opCode == OpCode.WELCOME_REQUEST;
		String name = listens ? Address.LISTEN_ON : Address.CONNECT_TO;
		String wire = headers.apply(name);
		if (wire == null) {
			throw new AmpeException(AmpeStatus.INVALID_ADDRESS, "A " + opCode + " needs the text header " + name);
		}
		return wire(wire, listens);
	}

	static Address server(String text) {
		return read(text, true);
	}

	static Address client(String text) {
		return read(text, false);
	}

	private static Address read(String text, boolean listens) {
		String trimmed = text.strip();
		if (trimmed.startsWith(TCP_URI)) {
			return tcpUri(trimmed, listens);
		}
		if (trimmed.startsWith(UNIX_URI)) {
			String path = trimmed.substring(UNIX_URI.length());
			return uds(path.startsWith("///") ? path.substring(2) : path, listens);
		}
		return wire(trimmed, listens);
	}

	private static Address wire(String wire, boolean listens) {
		String[] parts = wire.split("\\|", -1);
		if (parts[0].equals("tcp") && parts.length == 3) {
			return tcp(parts[1], port(parts[2], wire), listens);
		}
		if (parts[0].equals("uds") && parts.length == 2) {
			return uds(parts[1], listens);
		}
		throw invalid(wire, "expected tcp://host:port or unix:/path");
	}

	private static Address tcpUri(String uri, boolean listens) {
		String authority = uri.substring(TCP_URI.length());
		int colon = authority.lastIndexOf(':');
		if (colon < 0 || authority.endsWith("]")) {
			throw invalid(uri, "the port is missing, expected tcp://host:port");
		}
		String host = authority.substring(0, colon);
		boolean literal = host.startsWith("[") && host.endsWith("]");
		if (!literal && host.indexOf(':') >= 0) {
			throw invalid(uri, "an IPv6 address needs brackets, like tcp://[::1]:7099");
		}
		String bare = literal ? host.substring(1, host.length() - 1) : host;
		return tcp(bare, port(authority.substring(colon + 1), uri), listens);
	}

	private static Address tcp(String host, int port, boolean listens) {
		return listens ? new Address.TcpServer(host, port) : new Address.TcpClient(host, port);
	}

	private static Address uds(String path, boolean listens) {
		return listens ? new Address.UdsServer(path) : new Address.UdsClient(path);
	}

	private static int port(String text, String address) {
		boolean decimal = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
		if (!decimal) {
			throw invalid(address, "the port '" + text + "' is not a number in 0..65535");
		}
		return Integer.parseInt(text);
	}

	private static AmpeException invalid(String address, String reason) {
		return new AmpeException(AmpeStatus.INVALID_ADDRESS,
				("Invalid address '" + address + "': " + reason).replaceAll("\\p{Cntrl}", "?"));
	}

}

package io.tofu.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

import io.tofu.Address;
import io.tofu.ChannelKind;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** What a channel is and what it connects; null where that is not known. */
record Ends(ChannelKind kind, int listener, @Nullable String local, @Nullable String remote,
		@Nullable UnixDomainPrincipal peer) {

	static Ends listening(@Nullable String local) {
		return new Ends(ChannelKind.LISTENER, 0, local, null, null);
	}

	static Ends dialled(@Nullable SocketChannel socket) {
		return connected(ChannelKind.DIALLED, 0, null, socket);
	}

	/**
	 * The ends of an accepted connection.
	 * @param listening what its listener listens on
	 */
	static Ends accepted(int listener, @Nullable String listening, @Nullable SocketChannel socket) {
		return connected(ChannelKind.ACCEPTED, listener, listening, socket);
	}

	private static Ends connected(ChannelKind kind, int listener, @Nullable String listening,
			@Nullable SocketChannel socket) {
		if (socket == null) {
			return new Ends(kind, listener, null, null, null);
		}
		try {
			boolean tcp = socket.getLocalAddress() instanceof InetSocketAddress;
			return new Ends(kind, listener, tcp ? name(socket.getLocalAddress()) : listening,
					name(socket.getRemoteAddress()), peer(socket));
		}
		catch (IOException ex) {
			// closed in the meantime
			return new Ends(kind, listener, null, null, null);
		}
	}

	private static @Nullable UnixDomainPrincipal peer(NetworkChannel socket) throws IOException {
		return socket.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
				? socket.getOption(ExtendedSocketOptions.SO_PEERCRED) : null;
	}

	private static @Nullable String name(@Nullable SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			return Address.tcpServer(inet.getAddress().getHostAddress(), inet.getPort()).toString();
		}
		if (address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty()) {
			return "unix:" + unix.getPath();
		}
		return null;
	}

}

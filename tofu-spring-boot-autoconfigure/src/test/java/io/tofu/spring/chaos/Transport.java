package io.tofu.spring.chaos;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** How two applications are linked. */
enum Transport {

	TCP {

		@Override
		String free(Path directory, String name) {
			return "tcp://127.0.0.1:0";
		}

		@Override
		String format(SocketAddress address) {
			return "tcp://127.0.0.1:" + ((InetSocketAddress) address).getPort();
		}

		@Override
		SocketAddress parse(String address) {
			return new InetSocketAddress(InetAddress.getLoopbackAddress(),
					Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
		}

	},

	UNIX {

		@Override
		String free(Path directory, String name) {
			return "unix:" + directory.resolve(name);
		}

		@Override
		String format(SocketAddress address) {
			return "unix:" + address;
		}

		@Override
		SocketAddress parse(String address) {
			return UnixDomainSocketAddress.of(address.substring("unix:".length()));
		}

	};

	/** An address nobody listens on yet. */
	abstract String free(Path directory, String name);

	/** As properties have it. */
	abstract String format(SocketAddress address);

	/** The inverse of {@link #format}; of a free address, one to bind to. */
	abstract SocketAddress parse(String address);

}

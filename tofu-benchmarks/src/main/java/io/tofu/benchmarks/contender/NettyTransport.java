package io.tofu.benchmarks.contender;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.tofu.benchmarks.load.Endpoint;
import org.jspecify.annotations.Nullable;

/** What Netty reaches the system with: the JDK's selector or its own native code. */
enum NettyTransport {

	/** The JDK's selector. */
	NIO {

		@Override
		IoHandlerFactory ioHandlers() {
			return NioIoHandler.newFactory();
		}

		@Override
		Class<? extends Channel> channel(boolean uds) {
			return uds ? NioDomainSocketChannel.class : NioSocketChannel.class;
		}

		@Override
		Class<? extends ServerChannel> serverChannel(boolean uds) {
			return uds ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
		}

		@Override
		SocketAddress address(Endpoint endpoint) {
			return endpoint.socketAddress();
		}

	},

	/** Linux's epoll by native code of Netty's. */
	EPOLL {

		@Override
		IoHandlerFactory ioHandlers() {
			return EpollIoHandler.newFactory();
		}

		@Override
		Class<? extends Channel> channel(boolean uds) {
			return uds ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
		}

		@Override
		Class<? extends ServerChannel> serverChannel(boolean uds) {
			return uds ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
		}

		@Override
		SocketAddress address(Endpoint endpoint) {
			return nativeAddress(endpoint);
		}

	};

	abstract IoHandlerFactory ioHandlers();

	abstract Class<? extends Channel> channel(boolean uds);

	abstract Class<? extends ServerChannel> serverChannel(boolean uds);

	abstract SocketAddress address(Endpoint endpoint);

	/** The address that native transports take. */
	static SocketAddress nativeAddress(Endpoint endpoint) {
		return endpoint.isUds() ? new DomainSocketAddress(endpoint.where()) : endpoint.socketAddress();
	}

	/** Where a server listens that was asked for an endpoint. */
	static Endpoint bound(@Nullable SocketAddress address, Endpoint asked) {
		return (address instanceof InetSocketAddress tcp) ? Endpoint.tcp(tcp.getPort()) : asked;
	}

}

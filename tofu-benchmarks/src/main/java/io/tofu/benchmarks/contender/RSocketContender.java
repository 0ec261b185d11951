package io.tofu.benchmarks.contender;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.ChannelOption;
import io.rsocket.ConnectionSetupPayload;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * RSocket over Reactor Netty, native where that loads, with payloads that are not copied:
 * request-response and fire-and-forget.
 */
final class RSocketContender implements Contender {

	private final LoopResources loop = LoopResources.create("rsocket", 1, true);

	@Override
	public Server serve(Endpoint at) {
		TcpServer tcp = TcpServer.create()
			.runOn(this.loop)
			.option(ChannelOption.SO_BACKLOG, RawSockets.BACKLOG)
			.bindAddress(() -> NettyTransport.nativeAddress(at));
		CloseableChannel listener = RSocketServer.create(RSocketContender::accept)
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.bindNow(TcpServerTransport.create(tcp));
		return new RSocketServing(listener, at.isUds() ? at : NettyTransport.bound(listener.address(), at));
	}

	private static Mono<RSocket> accept(ConnectionSetupPayload setup, RSocket sender) {
		return Mono.just(new EchoSocket(sender));
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		List<RSocket> sockets = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			TcpClient tcp = TcpClient.create(ConnectionProvider.newConnection())
				.runOn(this.loop)
				.remoteAddress(() -> NettyTransport.nativeAddress(to));
			sockets.add(RSocketConnector.create()
				.payloadDecoder(PayloadDecoder.ZERO_COPY)
				.connect(TcpClientTransport.create(tcp))
				.blockOptional()
				.orElseThrow());
		}
		return new RSocketClient(sockets, bodyLength);
	}

	@Override
	public void close() {
		this.loop.dispose();
	}

	private record RSocketServing(CloseableChannel listener, Endpoint endpoint) implements Server {

		@Override
		public void close() {
			this.listener.dispose();
		}

	}

	private static final class EchoSocket implements RSocket {

		private final RSocket sender;

		private Body expected = Body.oneWay(1);

		EchoSocket(RSocket sender) {
			this.sender = sender;
		}

		@Override
		public Mono<Payload> requestResponse(Payload payload) {
			return Mono.just(payload);
		}

		@Override
		public Mono<Void> fireAndForget(Payload payload) {
			try {
				this.expected = NettyBodies.check(payload.sliceData(), 0, this.expected);
			}
			catch (IllegalStateException ex) {
				// nobody waits for an answer: this is how the client hears of it
				this.sender.dispose();
			}
			finally {
				payload.release();
			}
			return Mono.empty();
		}

	}

}

package io.tofu.benchmarks.contender;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;

/**
 * gRPC on its own epoll Netty, without a hand-over to other threads: a unary call for a
 * ping, one stream of messages both ways on each connection for the rest.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told by callbacks
final class GrpcContender implements Contender {

	private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

	private static SocketAddress address(Endpoint endpoint) {
		return endpoint.isUds() ? new DomainSocketAddress(endpoint.where()) : endpoint.socketAddress();
	}

	@Override
	public Server serve(Endpoint at) throws IOException {
		ServerServiceDefinition service = ServerServiceDefinition.builder("benchmark")
			.addMethod(GrpcMethods.UNARY, ServerCalls.asyncUnaryCall((request, replies) -> {
				replies.onNext(request);
				replies.onCompleted();
			}))
			.addMethod(GrpcMethods.STREAM, ServerCalls.asyncBidiStreamingCall(EchoObserver::new))
			.build();
		io.grpc.Server server = NettyServerBuilder.forAddress(address(at))
			.bossEventLoopGroup(this.loop)
			.workerEventLoopGroup(this.loop)
			.channelType(at.isUds() ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class)
			.withOption(ChannelOption.SO_BACKLOG, RawSockets.BACKLOG)
			.directExecutor()
			.addService(service)
			.build()
			.start();
		return new GrpcServer(server, at.isUds() ? at : Endpoint.tcp(server.getPort()));
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		List<GrpcConnection> opened = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			ManagedChannel channel = NettyChannelBuilder.forAddress(address(to))
				.usePlaintext()
				.directExecutor()
				.eventLoopGroup(this.loop)
				.channelType(to.isUds() ? EpollDomainSocketChannel.class : EpollSocketChannel.class)
				.overrideAuthority("benchmark")
				.build();
			opened.add(new GrpcConnection(channel, bodyLength));
		}
		return new GrpcClient(opened);
	}

	@Override
	public void close() {
		this.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private record GrpcServer(io.grpc.Server server, Endpoint endpoint) implements Server {

		@Override
		public void close() {
			this.server.shutdownNow();
		}

	}

	private static final class EchoObserver implements StreamObserver<byte[]> {

		private final StreamObserver<byte[]> replies;

		private Body expected = Body.oneWay(1);

		EchoObserver(StreamObserver<byte[]> replies) {
			this.replies = replies;
		}

		@Override
		public void onNext(byte[] body) {
			if (Body.isOneWay(body[0])) {
				this.expected = this.expected.ofLength(body.length);
				this.expected.check(body);
			}
			else {
				this.replies.onNext(body);
			}
		}

		@Override
		public void onError(Throwable cause) {
			// the client has gone
		}

		@Override
		public void onCompleted() {
			this.replies.onCompleted();
		}

	}

}

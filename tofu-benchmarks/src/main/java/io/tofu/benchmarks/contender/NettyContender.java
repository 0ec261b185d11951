package io.tofu.benchmarks.contender;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;

/**
 * Plain Netty with one event loop a side: the frames of {@link RawBuffer}, one flush for
 * each burst that was read.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told by callbacks
final class NettyContender implements Contender {

	private static final int LONGEST_FRAME = 1 << 20;

	private static final int LENGTH_SIZE = 4;

	private final NettyTransport transport;

	private final EventLoopGroup loop;

	NettyContender(NettyTransport transport) {
		this.transport = transport;
		this.loop = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
	}

	@Override
	public Server serve(Endpoint at) {
		ServerBootstrap bootstrap = new ServerBootstrap().group(this.loop)
			.channel(this.transport.serverChannel(at.isUds()))
			.option(ChannelOption.SO_BACKLOG, RawSockets.BACKLOG)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(decoder(), new EchoHandler());
				}

			});
		if (!at.isUds()) {
			bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
		}
		Channel listener = bootstrap.bind(this.transport.address(at)).syncUninterruptibly().channel();
		return new NettyServer(listener, NettyTransport.bound(listener.localAddress(), at));
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		List<NettyConnection> opened = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			NettyConnection connection = new NettyConnection(bodyLength);
			opened.add(connection);
			Bootstrap bootstrap = new Bootstrap().group(this.loop)
				.channel(this.transport.channel(to.isUds()))
				.handler(new ChannelInitializer<>() {

					@Override
					protected void initChannel(Channel channel) {
						channel.pipeline().addLast(decoder(), connection);
					}

				});
			if (!to.isUds()) {
				bootstrap.option(ChannelOption.TCP_NODELAY, true);
			}
			bootstrap.connect(this.transport.address(to)).syncUninterruptibly();
		}
		return new NettyClient(opened);
	}

	@Override
	public void close() {
		this.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private static LengthFieldBasedFrameDecoder decoder() {
		return new LengthFieldBasedFrameDecoder(LONGEST_FRAME, 0, LENGTH_SIZE, RawBuffer.HEADER_LENGTH - LENGTH_SIZE,
				0);
	}

	private record NettyServer(Channel listener, Endpoint endpoint) implements Server {

		@Override
		public void close() {
			this.listener.close().syncUninterruptibly();
		}

	}

	private static final class EchoHandler extends ChannelInboundHandlerAdapter {

		private Body expected = Body.oneWay(1);

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf frame = (ByteBuf) message;
			if (!Body.isOneWay(frame.getByte(frame.readerIndex() + RawBuffer.HEADER_LENGTH))) {
				context.write(frame, context.voidPromise());
				return;
			}
			try {
				this.expected = NettyBodies.check(frame, RawBuffer.HEADER_LENGTH, this.expected);
			}
			finally {
				frame.release();
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}

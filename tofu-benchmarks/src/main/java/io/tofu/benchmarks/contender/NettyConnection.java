package io.tofu.benchmarks.contender;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Gate;
import io.tofu.benchmarks.load.Load;
import org.jspecify.annotations.Nullable;

/** The client's end of one of Netty's connections. */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told by callbacks
final class NettyConnection extends ChannelInboundHandlerAdapter {

	private final Gate gate = new Gate();

	private final Body echo;

	private final Body oneWay;

	private volatile @Nullable ChannelHandlerContext context;

	// event loop only, but for echo(), which has nothing beside it

	private @Nullable Load load;

	private Load.@Nullable Lane lane;

	/** One-way messages still to be sent; -1 when their barrier has been sent too. */
	private int oneWayLeft = -1;

	private long id;

	NettyConnection(int bodyLength) {
		this.echo = Body.echo(bodyLength);
		this.oneWay = Body.oneWay(bodyLength);
	}

	// the caller

	/** Writes from the calling thread, as a user does. */
	void echo() {
		ChannelHandlerContext current = context();
		this.gate.arm();
		current.writeAndFlush(frame(current, this.echo), current.voidPromise());
		this.gate.await();
	}

	void stream(Load run, Load.Lane counting) {
		ChannelHandlerContext current = context();
		current.executor().execute(() -> {
			this.load = run;
			this.lane = counting;
			counting.begin();
			for (int i = 0; i < run.window(); i++) {
				current.write(frame(current, this.echo), current.voidPromise());
			}
			current.flush();
		});
	}

	void oneWay(int count) {
		ChannelHandlerContext current = context();
		this.gate.arm();
		current.executor().execute(() -> {
			this.oneWayLeft = count;
			sendOneWay(current);
		});
		this.gate.await();
	}

	void startClosing() {
		context().close();
	}

	void awaitClosed() {
		context().channel().closeFuture().syncUninterruptibly();
	}

	private ChannelHandlerContext context() {
		ChannelHandlerContext current = this.context;
		if (current == null) {
			throw new IllegalStateException("Not connected");
		}
		return current;
	}

	private ByteBuf frame(ChannelHandlerContext current, Body body) {
		return current.alloc()
			.ioBuffer(RawBuffer.HEADER_LENGTH + body.length())
			.writeInt(body.length())
			.writeInt(0)
			.writeLong(this.id++)
			.writeBytes(body.content());
	}

	// event loop

	/** Writes as much as Netty wants to queue; a last echo tells that all has arrived. */
	private void sendOneWay(ChannelHandlerContext current) {
		Channel channel = current.channel();
		while (this.oneWayLeft > 0) {
			this.oneWayLeft--;
			current.write(frame(current, this.oneWay), current.voidPromise());
			if (!channel.isWritable()) {
				current.flush();
				if (!channel.isWritable()) {
					break;
				}
			}
		}
		if (this.oneWayLeft == 0) {
			this.oneWayLeft = -1;
			current.writeAndFlush(frame(current, this.echo), current.voidPromise());
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext added) {
		this.context = added;
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext current) {
		if (this.oneWayLeft >= 0 && current.channel().isWritable()) {
			current.executor().execute(() -> sendOneWayLeft(current));
		}
	}

	private void sendOneWayLeft(ChannelHandlerContext current) {
		if (this.oneWayLeft >= 0) {
			sendOneWay(current);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext current, Object message) {
		ByteBuf frame = (ByteBuf) message;
		try {
			NettyBodies.check(frame, RawBuffer.HEADER_LENGTH, this.echo);
		}
		finally {
			frame.release();
		}
		if (this.lane == null) {
			this.gate.open();
		}
		else if (this.lane.onReply()) {
			current.write(frame(current, this.echo), current.voidPromise());
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext current) {
		current.flush();
	}

	@Override
	public void channelInactive(ChannelHandlerContext current) {
		fail(new IllegalStateException("The server has closed the connection"));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext current, Throwable cause) {
		fail(cause);
		current.close();
	}

	private void fail(Throwable cause) {
		if (this.load != null) {
			this.load.fail(cause);
		}
		this.gate.fail(cause);
	}

}

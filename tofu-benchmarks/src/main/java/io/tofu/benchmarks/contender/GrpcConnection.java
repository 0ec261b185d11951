package io.tofu.benchmarks.contender;

import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Gate;
import io.tofu.benchmarks.load.Load;
import org.jspecify.annotations.Nullable;

/** One of gRPC's connections, with the one stream on it. */
final class GrpcConnection extends ClientCall.Listener<byte[]> {

	private static final long CLOSE_SECONDS = 10;

	private final ManagedChannel channel;

	private final Body echo;

	private final Body oneWay;

	private final Gate reply = new Gate();

	private final Gate ready = new Gate();

	private @Nullable ClientCall<byte[], byte[]> call;

	private @Nullable Load load;

	private Load.@Nullable Lane lane;

	GrpcConnection(ManagedChannel channel, int bodyLength) {
		this.channel = channel;
		this.echo = Body.echo(bodyLength);
		this.oneWay = Body.oneWay(bodyLength);
	}

	void echo() {
		this.echo.check(ClientCalls.blockingUnaryCall(this.channel, GrpcMethods.UNARY, CallOptions.DEFAULT,
				this.echo.content()));
	}

	/** Keeps callbacks out: a call does not take messages from two threads at once. */
	synchronized void stream(Load run, Load.Lane counting) {
		ClientCall<byte[], byte[]> current = call();
		this.load = run;
		this.lane = counting;
		counting.begin();
		for (int i = 0; i < run.window(); i++) {
			current.sendMessage(this.echo.content());
		}
	}

	void oneWay(int count) {
		ClientCall<byte[], byte[]> current = call();
		this.reply.arm();
		for (int i = 0; i < count; i++) {
			while (!current.isReady()) {
				this.ready.arm();
				if (!current.isReady()) {
					this.ready.await();
				}
			}
			current.sendMessage(this.oneWay.content());
		}
		current.sendMessage(this.echo.content());
		this.reply.await();
	}

	private ClientCall<byte[], byte[]> call() {
		ClientCall<byte[], byte[]> current = this.call;
		if (current == null) {
			current = this.channel.newCall(GrpcMethods.STREAM, CallOptions.DEFAULT);
			this.call = current;
			current.start(this, new Metadata());
			// what is in flight bounds what can arrive
			current.request(Integer.MAX_VALUE);
		}
		return current;
	}

	void startClosing() {
		if (this.call != null) {
			this.call.cancel("done", null);
		}
		this.channel.shutdownNow();
	}

	void awaitClosed() {
		try {
			this.channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void onReady() {
		this.ready.open();
	}

	@Override
	public synchronized void onMessage(byte[] body) {
		this.echo.check(body);
		if (this.lane == null) {
			this.reply.open();
		}
		else if (this.lane.onReply()) {
			call().sendMessage(this.echo.content());
		}
	}

	@Override
	public void onClose(Status status, Metadata trailers) {
		if (status.getCode() == Status.Code.CANCELLED) {
			return;
		}
		if (this.load != null) {
			this.load.fail(status.asException());
		}
		this.ready.fail(status.asException());
		this.reply.fail(status.asException());
	}

}

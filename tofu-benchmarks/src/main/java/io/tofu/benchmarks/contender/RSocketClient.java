package io.tofu.benchmarks.contender;

import java.util.List;

import io.netty.buffer.ByteBufAllocator;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.ByteBufPayload;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Load;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** RSocket's connections to one server. */
final class RSocketClient implements Contender.Client {

	private final List<RSocket> sockets;

	private final Body echo;

	private final Body oneWay;

	RSocketClient(List<RSocket> sockets, int bodyLength) {
		this.sockets = sockets;
		this.echo = Body.echo(bodyLength);
		this.oneWay = Body.oneWay(bodyLength);
	}

	private static Payload payload(Body body) {
		return ByteBufPayload.create(ByteBufAllocator.DEFAULT.buffer(body.length()).writeBytes(body.content()));
	}

	private void consume(Payload reply) {
		try {
			NettyBodies.check(reply.sliceData(), 0, this.echo);
		}
		finally {
			reply.release();
		}
	}

	@Override
	public void echo() {
		consume(this.sockets.get(0).requestResponse(payload(this.echo)).blockOptional().orElseThrow());
	}

	@Override
	public void stream(Load load) throws InterruptedException {
		for (int i = 0; i < this.sockets.size(); i++) {
			load.lane(i).begin();
			for (int w = 0; w < load.window(); w++) {
				new Request(this.sockets.get(i), load, load.lane(i)).send();
			}
		}
		load.await();
	}

	@Override
	public void oneWay(int count) {
		RSocket socket = this.sockets.get(0);
		for (int i = 0; i < count; i++) {
			socket.fireAndForget(payload(this.oneWay)).subscribe();
		}
		echo();
	}

	@Override
	public void close() {
		this.sockets.forEach(RSocket::dispose);
		this.sockets.forEach((socket) -> socket.onClose().onErrorComplete().block());
	}

	/** One of the requests in flight, used again for its successors. */
	private final class Request implements CoreSubscriber<Payload> {

		private final RSocket socket;

		private final Load load;

		private final Load.Lane lane;

		Request(RSocket socket, Load load, Load.Lane lane) {
			this.socket = socket;
			this.load = load;
			this.lane = lane;
		}

		void send() {
			this.socket.requestResponse(payload(RSocketClient.this.echo)).subscribe(this);
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Payload reply) {
			consume(reply);
		}

		@Override
		public void onComplete() {
			if (this.lane.onReply()) {
				send();
			}
		}

		@Override
		public void onError(Throwable cause) {
			this.load.fail(cause);
		}

	}

}

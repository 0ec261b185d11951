package io.tofu.benchmarks.contender;

import java.util.List;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Load;

/** Netty's connections to one server, which work in callbacks. */
@SuppressWarnings("FutureReturnValueIgnored") // failures are told by callbacks
final class NettyClient implements Contender.Client {

	private final List<NettyConnection> connections;

	NettyClient(List<NettyConnection> connections) {
		this.connections = connections;
	}

	@Override
	public void echo() {
		this.connections.get(0).echo();
	}

	@Override
	public void stream(Load load) throws InterruptedException {
		for (int i = 0; i < this.connections.size(); i++) {
			this.connections.get(i).stream(load, load.lane(i));
		}
		load.await();
	}

	@Override
	public void oneWay(int count) {
		this.connections.get(0).oneWay(count);
	}

	@Override
	public void close() {
		this.connections.forEach(NettyConnection::startClosing);
		this.connections.forEach(NettyConnection::awaitClosed);
	}

}

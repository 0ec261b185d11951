package io.tofu.benchmarks.contender;

import java.util.List;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Load;

/** gRPC's connections to one server. */
final class GrpcClient implements Contender.Client {

	private final List<GrpcConnection> connections;

	GrpcClient(List<GrpcConnection> connections) {
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
		this.connections.forEach(GrpcConnection::startClosing);
		this.connections.forEach(GrpcConnection::awaitClosed);
	}

}

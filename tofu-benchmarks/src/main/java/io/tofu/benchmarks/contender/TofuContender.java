package io.tofu.benchmarks.contender;

import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.ChannelGroup;
import io.tofu.ChannelNumbers;
import io.tofu.Message;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.engine.TofuEngine;

/**
 * The engine as an application uses it: default options, its public API alone, messages
 * got, posted, received and closed, and one thread of the application a side.
 */
final class TofuContender implements Contender {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Ampe engine = TofuEngine.start(AmpeOptions.defaults());

	/** For all clients: the index that a channel has among its client's connections. */
	private final int[] connections = new int[ChannelNumbers.ENGINE + 1];

	@Override
	public Server serve(Endpoint at) {
		ChannelGroup group = this.engine.createGroup();
		try (Message welcome = this.engine.get()) {
			Address address = at.isUds() ? Address.udsServer(at.where()) : Address.tcpServer("127.0.0.1", at.port());
			address.format(welcome);
			group.post(welcome);
		}
		try (Message answer = received(group)) {
			String bound = answer.headers().first(Address.LISTEN_ON);
			if (bound == null) {
				throw new IllegalStateException("No address: " + answer);
			}
			return new TofuServer(group,
					at.isUds() ? at : Endpoint.parse("tcp:" + bound.substring(bound.lastIndexOf('|') + 1)));
		}
	}

	@Override
	public Client connect(Endpoint to, int count, int bodyLength) {
		TofuClient client = new TofuClient(this.engine, this.connections, bodyLength);
		Address address = to.isUds() ? Address.udsClient(to.where()) : Address.tcpClient("127.0.0.1", to.port());
		client.connect(address, count);
		return client;
	}

	/** The next message, which must be from the peer and not about a failure. */
	static Message received(ChannelGroup group) {
		Message message = group.waitReceive(PATIENCE);
		if (message == null) {
			throw new IllegalStateException("No reply came");
		}
		if (message.isFromEngine()) {
			try (message) {
				throw message.status().asException();
			}
		}
		return message;
	}

	/** Waits for room in the send queue no longer than for a reply. */
	static Duration patience() {
		return PATIENCE;
	}

	@Override
	public void close() {
		this.engine.close();
	}

}

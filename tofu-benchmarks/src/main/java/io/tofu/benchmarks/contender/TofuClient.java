package io.tofu.benchmarks.contender;

import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Load;

/**
 * The calling thread posts requests and receives replies: each request in a message of
 * its own, each reply closed when its body was checked.
 */
final class TofuClient implements Contender.Client {

	/** How many connects are under way at a time: fewer than a listener's backlog. */
	private static final int CONNECTS_IN_FLIGHT = 256;

	private final Ampe engine;

	private final ChannelGroup group;

	private final Body echo;

	private final Body oneWay;

	private int[] channels = {};

	/** The index of a channel's connection. */
	private final int[] connections;

	TofuClient(Ampe engine, int[] connections, int bodyLength) {
		this.engine = engine;
		this.connections = connections;
		this.group = engine.createGroup();
		this.echo = Body.echo(bodyLength);
		this.oneWay = Body.oneWay(bodyLength);
	}

	void connect(Address address, int count) {
		this.channels = new int[count];
		for (int i = 0; i < count; i++) {
			try (Message hello = this.engine.get()) {
				address.format(hello);
				this.channels[i] = this.group.post(hello).channelNumber();
				this.connections[this.channels[i]] = i;
			}
			if (i >= CONNECTS_IN_FLIGHT) {
				receive();
			}
		}
		for (int i = 0; i < Math.min(count, CONNECTS_IN_FLIGHT); i++) {
			receive();
		}
	}

	private void send(int connection) {
		try (Message request = message(OpCode.REQUEST, connection, this.echo)) {
			this.group.post(request);
		}
	}

	private Message message(OpCode opCode, int connection, Body body) {
		Message message = this.engine.get().opCode(opCode).channelNumber(this.channels[connection]);
		message.body().append(body.content());
		return message;
	}

	/** Waits for the next message; the connection that it came on. */
	private int receive() {
		try (Message message = TofuContender.received(this.group)) {
			if (message.opCode() == OpCode.RESPONSE && TofuServer.isPlain(message)) {
				this.echo.check(message.body().asByteBuffer());
			}
			else if (message.opCode() != OpCode.HELLO_RESPONSE) {
				throw new IllegalStateException("Not what the server sends: " + message);
			}
			return this.connections[message.channelNumber()];
		}
	}

	@Override
	public void echo() {
		send(0);
		receive();
	}

	@Override
	public void stream(Load load) {
		for (int i = 0; i < this.channels.length; i++) {
			load.lane(i).begin();
			for (int w = 0; w < load.window(); w++) {
				send(i);
			}
		}
		while (load.isRunning()) {
			int connection = receive();
			if (load.lane(connection).onReply()) {
				send(connection);
			}
		}
	}

	@Override
	public void oneWay(int count) {
		Duration patience = TofuContender.patience();
		for (int i = 0; i < count; i++) {
			try (Message signal = message(OpCode.SIGNAL, 0, this.oneWay)) {
				this.group.post(signal, patience);
			}
		}
		try (Message last = message(OpCode.REQUEST, 0, this.echo)) {
			this.group.post(last, patience);
		}
		receive();
	}

	@Override
	public void close() {
		this.group.close();
	}

}

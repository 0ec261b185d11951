package io.tofu.benchmarks.contender;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.benchmarks.load.Load;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A DEALER; or, for many connections, one ROUTER that addresses each by its routing id,
 * since a DEALER does not connect twice to the same endpoint. JeroMQ's server overlooks a
 * new connection now and then, and for ever: one that does not answer at first is made
 * again.
 */
final class JeroMqClient implements Contender.Client {

	private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);

	private static final int GREETING_MILLIS = (int) TimeUnit.SECONDS.toMillis(2);

	private static final int GREETINGS = 10;

	private static final int ATTEMPT = 0;

	private static final int HIGH = 1;

	private static final int MIDDLE = 2;

	private static final int LOW = 3;

	/** Replies to routing ids with bytes above 127 do not arrive. */
	private static final int ID_BITS = 7;

	private static final int ID_MASK = (1 << ID_BITS) - 1;

	private final ZMQ.Context context;

	private final boolean router;

	private final byte[][] routingIds;

	private final Body echo;

	private final Body oneWay;

	private ZMQ.Socket socket;

	JeroMqClient(ZMQ.Context context, Endpoint to, int connections, int bodyLength) {
		this.context = context;
		this.router = connections > 1;
		this.routingIds = new byte[connections][];
		this.echo = Body.echo(bodyLength);
		this.oneWay = Body.oneWay(bodyLength);
		this.socket = open();
		try {
			connect(JeroMqContender.address(to));
		}
		catch (RuntimeException ex) {
			// The context ends when all sockets are closed
			close();
			throw ex;
		}
		this.socket.setReceiveTimeOut(PATIENCE_MILLIS);
	}

	private ZMQ.Socket open() {
		ZMQ.Socket opened = this.context.socket(this.router ? SocketType.ROUTER : SocketType.DEALER);
		opened.setLinger(0);
		opened.setReceiveTimeOut(GREETING_MILLIS);
		opened.setSendTimeOut(PATIENCE_MILLIS);
		return opened;
	}

	private void connect(String address) {
		BitSet silent = new BitSet();
		silent.set(0, this.routingIds.length);
		for (int attempt = 1; attempt <= GREETINGS && !silent.isEmpty(); attempt++) {
			if (!this.router && attempt > 1) {
				this.socket.close();
				this.socket = open();
			}
			for (int i = silent.nextSetBit(0); i >= 0; i = silent.nextSetBit(i + 1)) {
				greet(address, attempt, i);
			}
			for (int i = receive(); i >= 0; i = silent.isEmpty() ? -1 : receive()) {
				silent.clear(i);
			}
		}
		if (!silent.isEmpty()) {
			throw new IllegalStateException("Not connected");
		}
	}

	private void greet(String address, int attempt, int connection) {
		this.routingIds[connection] = routingId(attempt, connection);
		if (this.router) {
			this.socket.setConnectRid(this.routingIds[connection]);
		}
		this.socket.connect(address);
		send(connection, this.echo);
	}

	private static byte[] routingId(int attempt, int connection) {
		return new byte[] { (byte) attempt, (byte) (connection >> (2 * ID_BITS)),
				(byte) ((connection >> ID_BITS) & ID_MASK), (byte) (connection & ID_MASK) };
	}

	private static int connection(byte[] routingId) {
		return (routingId[HIGH] << (2 * ID_BITS)) | (routingId[MIDDLE] << ID_BITS) | routingId[LOW];
	}

	/** JeroMQ keeps the array it is given, so that each message gets its own. */
	private void send(int connection, Body body) {
		boolean taken = !this.router || this.socket.send(this.routingIds[connection], ZMQ.SNDMORE);
		if (!taken || !this.socket.send(body.content().clone())) {
			throw new IllegalStateException("Nothing could be sent");
		}
	}

	/** The connection on which the next reply came, or -1 if none comes in time. */
	private int receive() {
		while (true) {
			byte[] first = this.socket.recv();
			if (first == null) {
				return -1;
			}
			this.echo.check(this.router ? this.socket.recv() : first);
			int connection = this.router ? connection(first) : 0;
			// else it is from a connection that was given up
			if (!this.router || first[ATTEMPT] == this.routingIds[connection][ATTEMPT]) {
				return connection;
			}
		}
	}

	private int await() {
		int connection = receive();
		if (connection < 0) {
			throw new IllegalStateException("No reply came");
		}
		return connection;
	}

	@Override
	public void echo() {
		send(0, this.echo);
		await();
	}

	@Override
	public void stream(Load load) {
		for (int i = 0; i < this.routingIds.length; i++) {
			load.lane(i).begin();
			for (int w = 0; w < load.window(); w++) {
				send(i, this.echo);
			}
		}
		while (load.isRunning()) {
			int connection = await();
			if (load.lane(connection).onReply()) {
				send(connection, this.echo);
			}
		}
	}

	@Override
	public void oneWay(int count) {
		for (int i = 0; i < count; i++) {
			send(0, this.oneWay);
		}
		echo();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}

package io.tofu.benchmarks.contender;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import org.jspecify.annotations.Nullable;

/** Answers in its own receive loop, in the message that it received. */
final class TofuServer implements Contender.Server {

	private final ChannelGroup group;

	private final Endpoint endpoint;

	/** How long the receiver shall do something else when it next looks. */
	private final AtomicReference<@Nullable Duration> away = new AtomicReference<>();

	private Body expected = Body.oneWay(1);

	TofuServer(ChannelGroup group, Endpoint endpoint) {
		this.group = group;
		this.endpoint = endpoint;
		Thread thread = new Thread(this::receiveForEver, "tofu-application");
		thread.setDaemon(true);
		thread.start();
	}

	private void receiveForEver() {
		try {
			while (true) {
				try (Message message = this.group.waitReceive()) {
					onMessage(message);
				}
			}
		}
		catch (AmpeException ex) {
			if (ex.status() != AmpeStatus.SHUTDOWN_STARTED) {
				throw ex;
			}
		}
	}

	private void onMessage(Message message) {
		if (message.status() == AmpeStatus.RECEIVER_UPDATE) {
			stayAway();
		}
		else if (message.isFromEngine()) {
			// a client has gone: nothing is owed to it
			return;
		}
		else if (message.opCode() == OpCode.SIGNAL) {
			check(message);
		}
		else {
			answer(message);
		}
	}

	/** Looks at the message first, as whoever answers does. */
	private void answer(Message request) {
		OpCode reply = request.opCode().reply();
		if (reply == null || (request.opCode() == OpCode.REQUEST && !isPlain(request))) {
			throw new IllegalStateException("Not what a client sends: " + request);
		}
		request.opCode(reply);
		try {
			this.group.post(request);
		}
		catch (AmpeException ex) {
			if (ex.status() != AmpeStatus.INVALID_CHANNEL_NUMBER) {
				throw ex;
			}
			// the client has gone in the meantime
		}
	}

	/** Whether it has a body and no headers, as all requests here. */
	static boolean isPlain(Message message) {
		return message.headers().isEmpty() && !message.body().isEmpty();
	}

	/** The client hears of a wrong body by the end of the connection. */
	private void check(Message message) {
		ByteBuffer body = message.body().asByteBuffer();
		this.expected = this.expected.ofLength(body.remaining());
		try {
			this.expected.check(body);
		}
		catch (IllegalStateException ex) {
			message.opCode(OpCode.BYE_SIGNAL);
			this.group.post(message);
		}
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public void turnAway(Duration time) {
		this.away.set(time);
		this.group.updateReceiver(null);
	}

	private void stayAway() {
		Duration time = this.away.getAndSet(null);
		if (time != null) {
			long end = System.nanoTime() + time.toNanos();
			for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
				LockSupport.parkNanos(this, left);
			}
		}
	}

	@Override
	public void close() {
		this.group.close();
	}

}

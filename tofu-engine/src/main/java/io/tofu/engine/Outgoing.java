package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * What was posted on one connection and not sent yet. After a bye of ours nothing is sent
 * any more but the answer to the peer's bye; the rest is held, to be returned at the end.
 */
final class Outgoing {

	/** How long nothing was written when a connection is quiet, in nanoseconds. */
	private static final long QUIET = 20_000;

	private final Connection connection;

	private final Patience patience;

	private final FrameWriter writer = new FrameWriter();

	private final EnvelopeQueue held = new EnvelopeQueue();

	/** Whether the loop will come by at the end of this pass. */
	private boolean touched;

	private boolean byeRequested;

	private boolean byeAnswered;

	private boolean byeWritten;

	private long writtenAt;

	/** What was written and not settled yet. */
	private @Nullable Envelope sent;

	private int sentCount;

	private long sentBytes;

	/** What these have claimed: with local headers, which do not travel. */
	private long claimedBytes;

	private final Consumer<Envelope> onSent = this::onSent;

	Outgoing(Connection connection, Patience patience) {
		this.connection = connection;
		this.patience = patience;
		this.writtenAt = System.nanoTime() - QUIET;
	}

	void add(Envelope envelope) {
		boolean answersBye = envelope.opCode() == OpCode.BYE_RESPONSE;
		if (this.byeAnswered || (this.byeRequested && !answersBye)) {
			hold(envelope);
			return;
		}
		this.byeAnswered = answersBye;
		this.byeRequested |= envelope.opCode() == OpCode.BYE_REQUEST;
		envelope.removeLocalHeaders();
		this.writer.add(envelope);
		touch();
	}

	/** Adds what cannot be sent any more. */
	void hold(Envelope envelope) {
		this.held.add(envelope);
		this.connection.reactor().pool().refill(1);
	}

	/** Has the loop come by at the end of this pass. */
	void touch() {
		if (!this.touched) {
			this.touched = true;
			this.connection.reactor().touch(this.connection);
		}
	}

	void onTouched() {
		this.touched = false;
	}

	/** Writes until everything is written or the socket takes no more. */
	void write(Transport transport) throws IOException {
		boolean full = false;
		try {
			while (!full && this.writer.hasWork()) {
				ByteBuffer buffer = this.connection.reactor().writeBuffer();
				this.writer.fill(buffer);
				buffer.flip();
				int count = transport.write(buffer);
				full = buffer.hasRemaining();
				this.writer.accepted(count, this.onSent);
			}
		}
		finally {
			this.writtenAt = this.connection.reactor().now();
			settleSent();
		}
	}

	private void onSent(Envelope envelope) {
		if (envelope.opCode() == OpCode.BYE_REQUEST || envelope.opCode() == OpCode.BYE_RESPONSE) {
			this.byeWritten = true;
			this.patience.onBye();
		}
		this.sentCount++;
		this.sentBytes += envelope.length;
		this.claimedBytes += envelope.claimed;
		envelope.claimed = 0;
		envelope.next = this.sent;
		this.sent = envelope;
	}

	/** Counts what was written, and gives the storages back, all at once. */
	private void settleSent() {
		Envelope written = this.sent;
		if (written != null) {
			this.connection.onSent(this.sentCount, this.sentBytes);
			this.connection.settle(this.sentCount, this.claimedBytes);
			this.sent = null;
			this.sentCount = 0;
			this.sentBytes = 0;
			this.claimedBytes = 0;
			this.connection.reactor().pool().releaseAll(written);
		}
	}

	/** Whether nothing was written for a while. */
	boolean isQuiet(long time) {
		return time - this.writtenAt >= QUIET;
	}

	/** Whether something is to be written. */
	boolean hasWork() {
		return this.writer.hasWork();
	}

	/** From now on only the frame that is half-written is written. */
	void finishFrame() {
		this.writer.finishFrame();
	}

	/** Nothing is sent any more: what waits for that keeps nobody from receiving. */
	void onDead() {
		this.connection.reactor().pool().refill(this.writer.count());
	}

	/** Takes out the next message that was not sent, in the order they were posted. */
	@Nullable Envelope takeUnsent() {
		Envelope unsent = this.writer.takeUnsent();
		return (unsent != null) ? unsent : this.held.poll();
	}

	/** Whether a ByeRequest of ours was written, so that the peer has to answer. */
	boolean awaitsByeResponse() {
		return this.byeRequested && this.byeWritten;
	}

	/** Whether an end of the connection is what was agreed on. */
	boolean isClosing() {
		return this.byeRequested || this.byeAnswered;
	}

}

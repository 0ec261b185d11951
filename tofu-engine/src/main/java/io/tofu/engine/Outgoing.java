package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

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

	/** Has what waits to be written; null if that is nothing. */
	private @Nullable FrameWriter writer;

	/** What cannot be sent any more; null if there was nothing. */
	private @Nullable EnvelopeQueue held;

	/** Whether the loop will come by at the end of this pass. */
	private boolean touched;

	private boolean byeRequested;

	private boolean byeAnswered;

	private boolean byeWritten;

	private long writtenAt;

	Outgoing(Connection connection) {
		this.connection = connection;
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
		if (this.writer == null) {
			this.writer = spares().takeWriter();
		}
		this.writer.add(envelope);
		touch();
	}

	/** Adds what cannot be sent any more. */
	void hold(Envelope envelope) {
		if (this.held == null) {
			this.held = new EnvelopeQueue();
		}
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
		FrameWriter frames = this.writer;
		if (frames == null) {
			return;
		}
		Sent sent = spares().sent();
		boolean full = false;
		try {
			while (!full && frames.hasWork()) {
				ByteBuffer buffer = this.connection.reactor().writeBuffer();
				frames.fill(buffer);
				buffer.flip();
				frames.accepted(transport.write(buffer));
				full = buffer.hasRemaining();
				takeWritten(frames, sent);
			}
		}
		finally {
			this.writtenAt = this.connection.reactor().now();
			sent.settle(this.connection);
		}
		if (frames.isEmpty()) {
			this.writer = null;
			spares().giveBack(frames);
		}
	}

	private void takeWritten(FrameWriter frames, Sent sent) {
		for (Envelope next = frames.takeWritten(); next != null; next = frames.takeWritten()) {
			sent.add(next);
			if (next.opCode() == OpCode.BYE_REQUEST || next.opCode() == OpCode.BYE_RESPONSE) {
				this.byeWritten = true;
				this.connection.patience().onBye();
			}
		}
	}

	/** Whether nothing was written for a while. */
	boolean isQuiet(long time) {
		return time - this.writtenAt >= QUIET;
	}

	/** Whether something is to be written. */
	boolean hasWork() {
		return this.writer != null && this.writer.hasWork();
	}

	/** From now on only the frame that is half-written is written. */
	void finishFrame() {
		if (this.writer != null) {
			this.writer.finishFrame();
		}
	}

	/** Nothing is sent any more: what waits for that keeps nobody from receiving. */
	void onDead() {
		if (this.writer != null) {
			this.connection.reactor().pool().refill(this.writer.count());
		}
	}

	/** Takes out the next message that was not sent, in the order they were posted. */
	@Nullable Envelope takeUnsent() {
		Envelope unsent = (this.writer != null) ? this.writer.takeUnsent() : null;
		return (unsent == null && this.held != null) ? this.held.poll() : unsent;
	}

	private Spares spares() {
		return this.connection.reactor().spares();
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

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

	private final Connection connection;

	private final FrameWriter writer = new FrameWriter();

	private final EnvelopeQueue held = new EnvelopeQueue();

	/** Whether the loop will come by at the end of this pass. */
	private boolean touched;

	private boolean byeRequested;

	private boolean byeAnswered;

	private boolean byeWritten;

	Outgoing(Connection connection) {
		this.connection = connection;
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
		while (!full && this.writer.hasWork()) {
			ByteBuffer buffer = this.connection.reactor().writeBuffer();
			this.writer.fill(buffer);
			buffer.flip();
			int count = transport.write(buffer);
			full = buffer.hasRemaining();
			this.writer.accepted(count, this::onSent);
		}
	}

	private void onSent(Envelope sent) {
		OpCode opCode = sent.opCode();
		this.connection.settle(sent);
		sent.release();
		if (opCode == OpCode.BYE_REQUEST || opCode == OpCode.BYE_RESPONSE) {
			this.byeWritten = true;
			this.connection.startByeTimeout();
		}
	}

	/** Whether something is to be written. */
	boolean hasWork() {
		return this.writer.hasWork();
	}

	/** From now on only the frame that is half-written is written. */
	void finishFrame() {
		this.writer.finishFrame();
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

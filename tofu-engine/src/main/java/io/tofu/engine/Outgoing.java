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

	private final FrameWriter writer = new FrameWriter();

	private final EnvelopeQueue held = new EnvelopeQueue();

	private boolean byeRequested;

	private boolean byeAnswered;

	private boolean byeWritten;

	void add(Envelope envelope) {
		boolean answersBye = envelope.opCode() == OpCode.BYE_RESPONSE;
		if (this.byeAnswered || (this.byeRequested && !answersBye)) {
			this.held.add(envelope);
			return;
		}
		this.byeAnswered = answersBye;
		this.byeRequested |= envelope.opCode() == OpCode.BYE_REQUEST;
		envelope.removeLocalHeaders();
		this.writer.add(envelope);
	}

	/** Adds what came too late to be sent. */
	void hold(Envelope envelope) {
		this.held.add(envelope);
	}

	/** Writes until everything is written or the socket takes no more. */
	void write(Transport transport, Reactor reactor, Consumer<Envelope> sent) throws IOException {
		boolean full = false;
		while (!full && this.writer.hasWork()) {
			ByteBuffer buffer = reactor.writeBuffer();
			this.writer.fill(buffer);
			buffer.flip();
			int count = transport.write(buffer);
			full = buffer.hasRemaining();
			this.writer.accepted(count, sent);
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

	void onByeWritten() {
		this.byeWritten = true;
	}

	/** Whether a bye of ours was written: now the peer has to do something. */
	boolean isByeWritten() {
		return this.byeWritten;
	}

	boolean isByeRequested() {
		return this.byeRequested;
	}

	/** Whether an end of the connection is what was agreed on. */
	boolean isClosing() {
		return this.byeRequested || this.byeAnswered;
	}

}

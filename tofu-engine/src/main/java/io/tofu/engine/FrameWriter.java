package io.tofu.engine;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What is to be sent on one connection, in order. Many frames go out in one write; a
 * message leaves only when its last byte was accepted.
 */
final class FrameWriter {

	private final EnvelopeQueue queue = new EnvelopeQueue();

	/** How much of the first frame was accepted. */
	private int written;

	private boolean onlyFrame;

	void add(Envelope envelope) {
		envelope.measure();
		this.queue.add(envelope);
	}

	/** Puts as many bytes into a buffer as there are, or as there is room for. */
	void fill(ByteBuffer out) {
		int from = this.written;
		for (Envelope next = this.queue.peek(); next != null && out.hasRemaining(); next = next.next) {
			Frame.encode(next, from, out);
			from = 0;
			if (this.onlyFrame) {
				break;
			}
		}
	}

	/** Takes note that so many bytes were accepted. */
	void accepted(int count) {
		this.written += count;
	}

	/** Takes out the next message whose last byte was accepted. */
	@Nullable Envelope takeWritten() {
		Envelope first = this.queue.peek();
		if (first == null || this.written < first.length) {
			return null;
		}
		this.written -= first.length;
		return this.queue.poll();
	}

	/** Whether something is to be written. */
	boolean hasWork() {
		return this.onlyFrame ? this.written > 0 : !this.queue.isEmpty();
	}

	/** Whether it is as good as new. */
	boolean isEmpty() {
		return this.queue.isEmpty() && !this.onlyFrame;
	}

	/** From now on only the frame that is half-written is written. */
	void finishFrame() {
		this.onlyFrame = true;
	}

	/** How many messages wait. */
	int count() {
		int count = 0;
		for (Envelope next = this.queue.peek(); next != null; next = next.next) {
			count++;
		}
		return count;
	}

	/** Takes out the first message, which is not sent. */
	@Nullable Envelope takeUnsent() {
		this.written = 0;
		return this.queue.poll();
	}

}

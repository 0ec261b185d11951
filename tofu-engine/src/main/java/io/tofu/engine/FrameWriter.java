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

	/**
	 * Puts frames into an empty buffer, as many as fit; or as much of the first one as
	 * there is room for. What ends with a frame need not be put together by the peer.
	 */
	void fill(ByteBuffer out) {
		Envelope first = this.queue.peek();
		if (first == null) {
			return;
		}
		Frame.encode(first, this.written, out);
		if (this.onlyFrame) {
			return;
		}
		for (Envelope next = first.next; next != null && next.length <= out.remaining(); next = next.next) {
			Frame.encode(next, 0, out);
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

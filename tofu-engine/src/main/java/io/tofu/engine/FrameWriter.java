package io.tofu.engine;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

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
	void accepted(int count, Consumer<Envelope> sent) {
		int left = this.written + count;
		for (Envelope first = this.queue.peek(); first != null && left >= first.length; first = this.queue.peek()) {
			left -= first.length;
			this.queue.poll();
			sent.accept(first);
		}
		this.written = left;
	}

	/** Whether something is to be written. */
	boolean hasWork() {
		return this.onlyFrame ? this.written > 0 : !this.queue.isEmpty();
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

package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a stream that wait for their consumer, and how the stream ends. Not
 * thread-safe.
 */
final class StreamBuffer {

	private final long limit;

	private final long resumeAt;

	private final Queue<StreamPart> parts = new ArrayDeque<>();

	private long size;

	/** Whether the last part was not the end of an element. */
	private boolean partial;

	private boolean complete;

	private boolean full;

	private @Nullable TofuException failure;

	/**
	 * An empty buffer.
	 * @param limit the cost of parts beyond which it is full
	 * @param resumeAt the cost of parts down to which it is full then
	 */
	StreamBuffer(long limit, long resumeAt) {
		this.limit = limit;
		this.resumeAt = resumeAt;
	}

	/** Takes a part; false if it is not kept, because it says no more than the end. */
	boolean add(StreamPart part) {
		boolean element = !part.last() || isElement(part);
		if (part.last()) {
			this.complete = true;
			this.failure = (part.failure() != null) ? part.failure() : unfinished(part);
		}
		if (element) {
			this.parts.add(part);
			this.size += part.cost();
		}
		this.partial = part.continued();
		return element;
	}

	/** The next part, or null. */
	@Nullable StreamPart poll() {
		StreamPart part = this.parts.poll();
		if (part != null) {
			this.size -= part.cost();
		}
		return part;
	}

	/** Ends it at once; returns what the parts dropped have cost. */
	long fail(TofuException cause) {
		long dropped = this.size;
		this.parts.clear();
		this.size = 0;
		this.complete = true;
		this.failure = cause;
		return dropped;
	}

	/** Whether no more parts come. */
	boolean isComplete() {
		return this.complete;
	}

	boolean isEmpty() {
		return this.parts.isEmpty();
	}

	/** Whether no more parts come, nor wait. */
	boolean isOver() {
		return this.complete && this.parts.isEmpty();
	}

	/** What is wrong when all parts are taken; null if nothing is, so far. */
	@Nullable TofuException failure() {
		return this.failure;
	}

	/** Whether so much waits that the consumer is to go first. */
	boolean isFull() {
		this.full = !this.complete && this.size > (this.full ? this.resumeAt : this.limit);
		return this.full;
	}

	/** An empty last frame is an element only if it ends one. */
	private boolean isElement(StreamPart part) {
		return part.failure() == null && (part.length() > 0 || (this.partial && !part.mark()));
	}

	private @Nullable TofuException unfinished(StreamPart last) {
		return (last.continued() || (last.mark() && this.partial))
				? new TofuException("The stream ended in the middle of an element") : null;
	}

}

package io.tofu.spring;

import io.tofu.MessageBody;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a source adds to a message that is sent in several frames. Long ones
 * become several frames.
 */
final class OutgoingPart {

	private static final byte[] NOTHING = {};

	/** The end of bytes. */
	static final OutgoingPart END_OF_BYTES = new OutgoingPart(NOTHING, 0, null, false, true);

	/** The end of elements, which is no element itself. */
	static final OutgoingPart END_OF_ELEMENTS = new OutgoingPart(NOTHING, 0, null, true, true);

	private byte[] bytes;

	private final int length;

	private final @Nullable String contentType;

	private final boolean element;

	private final boolean last;

	/** Whether the array may be given away for another one. */
	private final boolean exchangeable;

	private boolean exchanged;

	private OutgoingPart(byte[] bytes, int length, @Nullable String contentType, boolean element, boolean last) {
		this.bytes = bytes;
		this.length = length;
		this.contentType = contentType;
		this.element = element;
		this.last = last;
		this.exchangeable = !element && !last;
	}

	/**
	 * Bytes at the beginning of an array, of which more are to come. The array may be
	 * given away, then {@link #bytes()} is another one to be used for the next part.
	 */
	static OutgoingPart bytes(byte[] bytes, int length, @Nullable String contentType) {
		return new OutgoingPart(bytes, length, contentType, false, false);
	}

	/** One element. */
	static OutgoingPart element(EncodedPayload payload) {
		return new OutgoingPart(payload.body(), payload.body().length, payload.contentType(), true, false);
	}

	/** All of a message. */
	static OutgoingPart whole(EncodedPayload payload) {
		return new OutgoingPart(payload.body(), payload.body().length, payload.contentType(), false, true);
	}

	/**
	 * Begins with the bytes of the part, or with others once they were put into a body.
	 */
	byte[] bytes() {
		return this.bytes;
	}

	/** Puts some of the bytes into a body. */
	void put(int offset, int count, MessageBody body) {
		this.exchanged = this.exchangeable && count == this.length && count >= this.bytes.length / 2;
		if (this.exchanged) {
			this.bytes = body.exchange(this.bytes, count);
		}
		else {
			body.set(this.bytes, offset, count);
		}
	}

	/** Takes back what was put into a body last, and is not sent. */
	void takeBack(MessageBody body) {
		if (this.exchanged) {
			this.bytes = body.exchange(this.bytes, 0);
		}
	}

	/** How many bytes they are. */
	int length() {
		return this.length;
	}

	/** What they are, null if that is not known or there are none. */
	@Nullable String contentType() {
		return this.contentType;
	}

	/** Whether the message ends with this part. */
	boolean last() {
		return this.last;
	}

	/** How a frame is marked that ends with this part, or does not; null if it is not. */
	@Nullable String mark(boolean complete) {
		if (!this.element || (complete && !this.last)) {
			return null;
		}
		return complete ? TofuHeaders.PART_END : TofuHeaders.PART_CONTINUED;
	}

}

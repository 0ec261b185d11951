package io.tofu.spring;

import org.jspecify.annotations.Nullable;

/**
 * What one step of a source adds to a message that is sent in several frames. Long ones
 * become several frames.
 *
 * @param bytes begins with the bytes of the part, and is not changed before it is sent
 * @param length how many they are
 * @param contentType what they are, null if that is not known or there are none
 * @param element whether the message consists of elements, and this is one of them, or
 * their end
 * @param last whether the message ends with this part
 */
record OutgoingPart(byte[] bytes, int length, @Nullable String contentType, boolean element, boolean last) {

	private static final byte[] NOTHING = {};

	/** The end of bytes. */
	static final OutgoingPart END_OF_BYTES = new OutgoingPart(NOTHING, 0, null, false, true);

	/** The end of elements, which is no element itself. */
	static final OutgoingPart END_OF_ELEMENTS = new OutgoingPart(NOTHING, 0, null, true, true);

	/** Bytes, of which more are to come. */
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

	/** How a frame is marked that ends with this part, or does not; null if it is not. */
	@Nullable String mark(boolean complete) {
		if (!this.element || (complete && !this.last)) {
			return null;
		}
		return complete ? TofuHeaders.PART_END : TofuHeaders.PART_CONTINUED;
	}

}

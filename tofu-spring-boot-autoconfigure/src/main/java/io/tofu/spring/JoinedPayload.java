package io.tofu.spring;

import java.io.ByteArrayOutputStream;

import io.tofu.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

/**
 * The frames of one (channel, opcode, id), joined to one payload. The headers are those
 * of the first frame, unless a later one reports an error. Not thread-safe; frames are
 * copied, so that the engine gets them back at once, and a peer that waits for credit
 * gets it.
 */
public final class JoinedPayload {

	private static final byte[] NOTHING = new byte[0];

	private final TofuChannel channel;

	private final int maxSize;

	private @Nullable MessageHeaders headers;

	private byte[] body = NOTHING;

	private @Nullable ByteArrayOutputStream joined;

	private @Nullable IncomingCredit credit;

	private boolean tooLarge;

	/**
	 * A payload without frames yet.
	 * @param channel where the frames come from
	 * @param maxSize the longest payload accepted, in bytes
	 */
	public JoinedPayload(TofuChannel channel, int maxSize) {
		this.channel = channel;
		this.maxSize = maxSize;
	}

	/**
	 * Copies a frame and closes it.
	 * @param frame the next frame, owned by this payload from here on
	 * @return whether it was the last one
	 */
	public boolean add(Message frame) {
		try (frame) {
			boolean last = !frame.hasMore();
			if (this.headers == null || frame.headers().contains(TofuHeaders.ERROR_TYPE)) {
				this.headers = HeaderMapping.toSpring(this.channel, frame);
			}
			if (length() + frame.body().length() > this.maxSize) {
				this.tooLarge = true;
				this.joined = null;
				this.body = NOTHING;
			}
			else if (!this.tooLarge) {
				append(frame.body().toByteArray(), last);
				letGoOn(frame);
			}
			return last;
		}
	}

	/**
	 * Whether the frames so far are too long together. Their bytes were dropped then, and
	 * those of further frames will be.
	 * @return true if the limit is exceeded
	 */
	public boolean isTooLarge() {
		return this.tooLarge;
	}

	/**
	 * The payload, once the last frame was added.
	 * @return a new message
	 * @throws IllegalStateException if there was no frame
	 */
	public org.springframework.messaging.Message<byte[]> toMessage() {
		Assert.state(this.headers != null, "No frame was added");
		byte[] bytes = (this.joined != null) ? this.joined.toByteArray() : this.body;
		return new GenericMessage<>(bytes, this.headers);
	}

	private void letGoOn(Message frame) {
		if (!frame.hasMore()) {
			return;
		}
		if (this.credit == null) {
			this.credit = new IncomingCredit(this.channel, frame);
		}
		this.credit.taken(IncomingCredit.cost(frame));
	}

	private int length() {
		return (this.joined != null) ? this.joined.size() : this.body.length;
	}

	private void append(byte[] bytes, boolean last) {
		if (this.joined == null && last) {
			this.body = bytes;
			return;
		}
		if (this.joined == null) {
			this.joined = new ByteArrayOutputStream();
		}
		this.joined.writeBytes(bytes);
	}

}

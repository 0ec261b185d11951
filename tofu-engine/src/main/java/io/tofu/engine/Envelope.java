package io.tofu.engine;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.MessageStorage;
import io.tofu.OpCode;
import io.tofu.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What is pooled, queued and sent: the storage of a message with the links of whatever
 * queue it is in.
 */
final class Envelope extends MessageStorage {

	private final @Nullable MessagePool pool;

	/** The next one in the queue that holds this. */
	@Nullable Envelope next;

	/** The channel it was posted to, while the engine owns it. */
	@Nullable Channel channel;

	/** How many bytes it claimed in its channel. */
	int claimed;

	/** The length of its frame while it is in a queue, where nobody changes it. */
	int length;

	/** The channel whose last message this is: its number is free once it is received. */
	@Nullable Channel ends;

	Envelope(@Nullable MessagePool pool) {
		this.pool = pool;
	}

	/** Takes the envelope out of a message, or throws if it has none any more. */
	static MessageStorage takeFrom(Message message) {
		return take(message);
	}

	/** Undoes {@link #takeFrom} for whatever storage it gave. */
	static void giveBack(MessageStorage storage, Message message) {
		restore(message, storage);
	}

	boolean belongsTo(MessagePool pool) {
		return this.pool == pool;
	}

	Message toApplication() {
		this.channel = null;
		endsChannel(this.ends != null);
		this.ends = null;
		return toMessage();
	}

	/** Notes the length of its frame for the queue it is going to. */
	int measure() {
		this.length = frameLength();
		return this.length;
	}

	/** The length of the frame it travels in, in bytes. */
	int frameLength() {
		return Frame.HEADER_LENGTH + headers().length() + body().length();
	}

	/** Makes this a message of the engine. */
	Envelope fromEngine(AmpeStatus status, @Nullable String reason) {
		origin(Origin.ENGINE, status);
		if (reason != null && !reason.isEmpty()) {
			Reasons.set(this, reason);
		}
		return this;
	}

	/** Makes this a Signal of the engine. */
	Envelope engineSignal(int channelNumber, long messageId, AmpeStatus status, @Nullable String reason) {
		opCode(OpCode.SIGNAL);
		channelNumber(channelNumber);
		messageId(messageId);
		return fromEngine(status, reason);
	}

	void clear() {
		reset();
		this.channel = null;
		this.ends = null;
	}

	void shrink(int size) {
		trim(size);
	}

	int footprint() {
		return capacity();
	}

	@Override
	protected void release() {
		if (this.pool != null) {
			this.pool.release(this);
		}
	}

	@Override
	protected MessageStorage another() {
		return (this.pool != null) ? this.pool.acquire() : new Envelope(null);
	}

}

package io.tofu.model;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * An application's listener, from its WelcomeRequest to its end.
 */
final class Welcome {

	private final int channel;

	private final long requestId;

	private @Nullable Address address;

	private @Nullable Long byeSignalId;

	private boolean ended;

	Welcome(int channel, long requestId) {
		this.channel = channel;
		this.requestId = requestId;
	}

	int channel() {
		return this.channel;
	}

	/** Where it listens; null before it does. */
	@Nullable Address address() {
		return this.address;
	}

	boolean isClosing() {
		return this.byeSignalId != null;
	}

	boolean hasEnded() {
		return this.ended;
	}

	void onByeSignal(long id) {
		if (this.byeSignalId == null) {
			this.byeSignalId = id;
		}
	}

	void onMessage(Message message) {
		Laws.require(!this.ended, "nothing after the end of a listener, but " + message.header());
		if (message.opCode() == OpCode.WELCOME_RESPONSE) {
			Laws.require(message.isFromApplication() && message.messageId() == this.requestId && this.address == null,
					"one good answer to a WelcomeRequest, not " + message);
			this.address = Address.server(String.valueOf(message.headers().first(Address.LISTEN_ON)));
			return;
		}
		Long expected = this.byeSignalId;
		Laws.require(message.opCode() == OpCode.SIGNAL && message.isFromEngine()
				&& message.status() == AmpeStatus.CHANNEL_CLOSED && expected != null && expected == message.messageId(),
				"the end of a listener as it was asked for, not " + message);
		this.ended = true;
	}

}

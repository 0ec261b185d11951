package io.tofu.behaviour;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A message that is being written, to be posted to a group.
 */
final class Draft {

	private final ChannelGroup group;

	private final Message message;

	Draft(Ampe ampe, ChannelGroup group, OpCode opCode) {
		this.group = group;
		this.message = ampe.get().opCode(opCode);
	}

	Draft to(Address address) {
		address.format(this.message);
		return this;
	}

	Draft on(int channel) {
		this.message.channelNumber(channel);
		return this;
	}

	Draft id(long id) {
		this.message.messageId(id);
		return this;
	}

	Draft more() {
		return more(true);
	}

	Draft more(boolean more) {
		this.message.more(more);
		return this;
	}

	Draft header(String name, String value) {
		this.message.headers().add(name, value);
		return this;
	}

	Draft body(String text) {
		return body(text.getBytes(StandardCharsets.UTF_8));
	}

	Draft body(byte[] bytes) {
		this.message.body().set(bytes);
		return this;
	}

	Draft attachment(Object attachment) {
		this.message.attachment(attachment);
		return this;
	}

	/** Gives the message to the engine. */
	BinaryHeader post() {
		try (this.message) {
			return this.group.post(this.message);
		}
	}

	/** Gives the message to the engine when there is room. */
	BinaryHeader post(Duration patience) {
		try (this.message) {
			return this.group.post(this.message, patience);
		}
	}

	/** Tries to post, and makes sure that a failure leaves the message as it was. */
	AmpeStatus refused() {
		try (this.message) {
			Received before = Received.of(this.message);
			AmpeException refusal = catchThrowableOfType(AmpeException.class, () -> this.group.post(this.message));
			assertThat(refusal).as("refusal of " + before).isNotNull().message().isNotBlank();
			assertThat(Received.of(this.message)).as("what was refused").matches(before::isSameAs);
			return refusal.status();
		}
	}

	/** The message itself, owned by the caller. */
	Message message() {
		return this.message;
	}

}

package io.tofu.engine;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelNumbers;
import io.tofu.Message;
import io.tofu.MessageRole;
import io.tofu.MessageType;
import io.tofu.OpCode;

/** What a message must fulfil by itself to be posted. */
final class PostRules {

	private PostRules() {
	}

	/** Checks in a fixed order, so that the first failure is the same everywhere. */
	static void check(Envelope message) {
		OpCode opCode = message.opCode();
		if (opCode == OpCode.WELCOME_RESPONSE) {
			throw refusal(AmpeStatus.INVALID_OP_CODE, "A WelcomeResponse is made by the engine alone");
		}
		if (opCode.role() == MessageRole.RESPONSE && message.messageId() == 0) {
			throw refusal(AmpeStatus.INVALID_MESSAGE_ID, "A " + opCode + " needs the message id of what it answers");
		}
		if (opCode.type() != MessageType.REGULAR && message.more()) {
			throw refusal(AmpeStatus.INVALID_MORE_USAGE, "A " + opCode + " cannot be followed by more");
		}
		checkChannelNumber(message);
		if (message.headers().length() > Message.MAX_HEADERS_LENGTH) {
			throw refusal(AmpeStatus.INVALID_HEADERS_LEN, "The text headers have " + message.headers().length()
					+ " bytes, " + Message.MAX_HEADERS_LENGTH + " are possible");
		}
		if (opens(opCode) && message.headers().length() == 0) {
			throw refusal(AmpeStatus.WRONG_ADDRESS, "A " + opCode + " needs an address in its text headers");
		}
		if (message.body().length() > Message.MAX_BODY_LENGTH) {
			throw refusal(AmpeStatus.INVALID_BODY_LEN,
					"The body has " + message.body().length() + " bytes, " + Message.MAX_BODY_LENGTH + " are possible");
		}
	}

	/** Whether a message of this operation opens a channel. */
	static boolean opens(OpCode opCode) {
		return opCode == OpCode.HELLO_REQUEST || opCode == OpCode.WELCOME_REQUEST;
	}

	static AmpeException refusal(AmpeStatus status, String reason) {
		return new AmpeException(status, reason);
	}

	private static void checkChannelNumber(Envelope message) {
		boolean assigned = message.channelNumber() != ChannelNumbers.UNASSIGNED;
		if (assigned == opens(message.opCode())) {
			throw refusal(AmpeStatus.INVALID_CHANNEL_NUMBER,
					assigned ? "A " + message.opCode() + " opens a channel and cannot be posted to channel "
							+ message.channelNumber() : "A " + message.opCode() + " needs a channel number");
		}
	}

}

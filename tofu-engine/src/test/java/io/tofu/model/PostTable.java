package io.tofu.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.MessageRole;
import io.tofu.MessageType;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * What {@code post} may answer, row by row.
 */
final class PostTable {

	private PostTable() {
	}

	/** What is wrong with a message whatever channel it is for, or success. */
	static AmpeStatus check(Frame frame, int channel) {
		OpCode opCode = frame.opCode();
		boolean opens = opens(opCode);
		if (opCode == OpCode.WELCOME_RESPONSE) {
			return AmpeStatus.INVALID_OP_CODE;
		}
		if (opCode.role() == MessageRole.RESPONSE && frame.id() == 0) {
			return AmpeStatus.INVALID_MESSAGE_ID;
		}
		if (opCode.type() != MessageType.REGULAR && frame.more()) {
			return AmpeStatus.INVALID_MORE_USAGE;
		}
		if ((channel == 0) != opens) {
			return AmpeStatus.INVALID_CHANNEL_NUMBER;
		}
		if (opens && frame.headers().isEmpty()) {
			return AmpeStatus.WRONG_ADDRESS;
		}
		return (frame.body().limit() > Message.MAX_BODY_LENGTH) ? AmpeStatus.INVALID_BODY_LEN : AmpeStatus.SUCCESS;
	}

	static boolean opens(OpCode opCode) {
		return opCode == OpCode.HELLO_REQUEST || opCode == OpCode.WELCOME_REQUEST;
	}

	/** What a post to one of an application's own lines may answer. */
	static Set<AmpeStatus> allowed(Line line, OpCode opCode, Limits limits) {
		if (line.refusesPosts()) {
			return EnumSet.of(AmpeStatus.INVALID_CHANNEL_NUMBER);
		}
		Set<AmpeStatus> allowed = EnumSet.of(AmpeStatus.SUCCESS);
		if (mayHaveEnded(line)) {
			allowed.add(AmpeStatus.INVALID_CHANNEL_NUMBER);
		}
		if (opCode.type() != MessageType.BYE && mayBeFull(line, limits)) {
			allowed.add(AmpeStatus.SEND_QUEUE_FULL);
		}
		return allowed;
	}

	/** What a post to another group's line may answer. */
	static Set<AmpeStatus> allowedFromAnotherGroup(Line line) {
		if (line.hasEnded()) {
			return EnumSet.of(AmpeStatus.INVALID_CHANNEL_NUMBER);
		}
		return mayHaveEnded(line) ? EnumSet.of(AmpeStatus.INVALID_CHANNEL_GROUP, AmpeStatus.INVALID_CHANNEL_NUMBER)
				: EnumSet.of(AmpeStatus.INVALID_CHANNEL_GROUP);
	}

	private static boolean mayHaveEnded(Line line) {
		Link link = line.link();
		return link == null || !link.causes(line.side()).isEmpty();
	}

	/** Whether everything that was posted, were it still there, would fill the queue. */
	private static boolean mayBeFull(Line line, Limits limits) {
		return line.accepted().size() >= limits.messages() || lengthOf(line.accepted()) >= limits.bytes()
				|| line.isDropped();
	}

	private static long lengthOf(List<Frame> frames) {
		return frames.stream().mapToLong(Frame::length).sum();
	}

	/** How much may wait on one channel. */
	record Limits(int messages, int bytes) {
	}

}

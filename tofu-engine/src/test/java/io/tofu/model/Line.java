package io.tofu.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One channel as its application sees it: what it posted, what it got, in which order.
 */
final class Line {

	private final int channel;

	private final boolean dialled;

	private @Nullable Link link;

	/** What was posted and accepted; without ByeSignals, which go nowhere. */
	private final List<Frame> accepted = new ArrayList<>();

	private final List<Frame> received = new ArrayList<>();

	private final List<Frame> returned = new ArrayList<>();

	private final Deque<Long> unansweredByes = new ArrayDeque<>();

	private @Nullable Long byeSignalId;

	private @Nullable AmpeStatus returnedWith;

	private int refusals;

	private boolean refusesPosts;

	private boolean ended;

	Line(int channel, boolean dialled) {
		this.channel = channel;
		this.dialled = dialled;
	}

	void link(Link link) {
		this.link = link;
		link.line(side(), this);
	}

	@Nullable Link link() {
		return this.link;
	}

	int channel() {
		return this.channel;
	}

	int side() {
		return this.dialled ? Link.DIALLED : Link.ACCEPTED;
	}

	List<Frame> accepted() {
		return this.accepted;
	}

	List<Frame> received() {
		return this.received;
	}

	List<Frame> returned() {
		return this.returned;
	}

	boolean hasEnded() {
		return this.ended;
	}

	boolean isDropped() {
		return this.byeSignalId != null;
	}

	boolean refusesPosts() {
		return this.refusesPosts || this.ended;
	}

	/** The id of a ByeRequest that nobody has answered, which is taken out. */
	@Nullable Long takeUnansweredBye() {
		return this.unansweredByes.poll();
	}

	void onByeAnswered(long id) {
		this.unansweredByes.remove(id);
	}

	// what the application did

	/** A message that was right by itself was posted, with this result. */
	void onPosted(Frame frame, AmpeStatus status) {
		switch (status) {
			case SUCCESS -> onAccepted(frame);
			case SEND_QUEUE_FULL -> this.refusals++;
			case INVALID_CHANNEL_NUMBER -> this.refusesPosts = true;
			default -> Laws.require(status == AmpeStatus.SHUTDOWN_STARTED, "no " + status);
		}
	}

	private void onAccepted(Frame frame) {
		Link known = this.link;
		if (frame.opCode() != OpCode.BYE_SIGNAL) {
			this.accepted.add(frame);
		}
		else if (this.byeSignalId == null) {
			this.byeSignalId = frame.id();
		}
		if (known != null && frame.opCode() == OpCode.BYE_SIGNAL) {
			known.isDroppedBy(side());
		}
		else if (known != null && frame.opCode() == OpCode.BYE_RESPONSE) {
			known.mayLosePeer(Link.DIALLED);
			known.mayLosePeer(Link.ACCEPTED);
		}
	}

	// what the application got

	void onMessage(Message message) {
		Laws.require(!this.ended, "nothing after the end of " + this + ", but " + message.header());
		if (message.isFromApplication()) {
			onFrame(message);
		}
		else if (isReturned(message)) {
			onReturned(message);
		}
		else {
			Laws.require(message.opCode() == OpCode.SIGNAL, "a Signal, not " + message.header());
			onNotice(message.header(), message.headers().first(Message.REASON));
		}
	}

	private void onFrame(Message message) {
		Laws.require(message.status() == AmpeStatus.SUCCESS, "no status from a peer: " + message.header());
		Laws.require(this.returned.isEmpty(), "no frame behind what came back: " + message.header());
		this.received.add(Frame.of(message));
		if (message.opCode() == OpCode.BYE_REQUEST) {
			this.unansweredByes.add(message.messageId());
		}
	}

	/** A Signal that comes back looks like the end, but for its id. */
	private boolean isReturned(Message message) {
		if (message.opCode() != OpCode.SIGNAL) {
			return true;
		}
		return !message.status().isNotice() && this.accepted.stream()
			.anyMatch((posted) -> posted.opCode() == OpCode.SIGNAL && posted.id() == message.messageId());
	}

	private void onReturned(Message message) {
		AmpeStatus first = (this.returnedWith != null) ? this.returnedWith : message.status();
		Laws.require(message.status() == first, "one status for all that comes back, not " + message.header());
		Laws.require(message.headers().first(Message.REASON) != null, "a reason in " + message.header());
		Laws.require(message.opCode() != OpCode.HELLO_REQUEST, "no hello, but an answer to it: " + message);
		this.returnedWith = first;
		Frame frame = Frame.of(message);
		boolean hello = frame.opCode() == OpCode.HELLO_RESPONSE && this.dialled
				&& frame.id() == this.accepted.get(0).id();
		this.returned.add(hello ? frame.withOpCode(OpCode.HELLO_REQUEST) : frame);
	}

	private void onNotice(BinaryHeader notice, @Nullable String reason) {
		switch (notice.status()) {
			case POOL_EMPTY -> Laws.require(notice.messageId() == 0, "no id in " + notice);
			case SEND_QUEUE_READY ->
				Laws.require(notice.messageId() == 0 && --this.refusals >= 0, "a refusal before " + notice);
			case CHANNEL_CLOSED -> {
				this.ended = true;
				Laws.require(notice.messageId() == expectedEndId(),
						"the end of " + this + " with id " + Long.toHexString(expectedEndId()) + ", not " + notice);
				Laws.require(reason != null, "a reason for the end of " + this);
			}
			default -> throw new AssertionError("No notice for an application: " + notice);
		}
	}

	private long expectedEndId() {
		if (this.byeSignalId != null) {
			return this.byeSignalId;
		}
		if (this.dialled) {
			return this.accepted.get(0).id();
		}
		return this.received.isEmpty() ? 0 : this.received.get(0).id();
	}

	@Nullable AmpeStatus returnedWith() {
		return this.returnedWith;
	}

	@Override
	public String toString() {
		return "channel " + this.channel + " (" + this.link + ", side " + side() + "): accepted "
				+ Frame.show(this.accepted) + ", received " + Frame.show(this.received) + ", returned "
				+ Frame.show(this.returned) + (this.ended ? ", ended" : ", open");
	}

}

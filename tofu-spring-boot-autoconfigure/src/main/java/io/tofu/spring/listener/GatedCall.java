package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.List;

import io.tofu.OpCode;

/**
 * One call of a listener, from its admission until its result is there.
 */
abstract class GatedCall implements Runnable {

	private final Reading reading;

	private final OpCode opCode;

	private final long messageId;

	private final int size;

	// guarded by the gate

	/** What this call is the last one of, until another one comes. */
	List<?> lanes = List.of();

	/** Calls that may not start before this one is over; one may be there twice. */
	final List<GatedCall> followers = new ArrayList<>(0);

	/** How many calls must be over before this one may start. */
	int predecessors;

	boolean abandoned;

	// one thread after another

	/** Whether it only sends its result. */
	boolean finishing;

	/** Whether it does so with the method's place still taken. */
	boolean finishingRunning;

	GatedCall(Reading reading, OpCode opCode, long messageId, int size) {
		this.reading = reading;
		this.opCode = opCode;
		this.messageId = messageId;
		this.size = size;
	}

	/** The channel it came from. */
	final Reading reading() {
		return this.reading;
	}

	final OpCode opCode() {
		return this.opCode;
	}

	final long messageId() {
		return this.messageId;
	}

	/** How many bytes wait with it. */
	final int size() {
		return this.size;
	}

	/**
	 * Whether the peer can do without: Hello and Bye are what the channel's life hangs
	 * on.
	 */
	final boolean isRefusable() {
		return this.opCode != OpCode.HELLO_REQUEST && this.opCode != OpCode.BYE_REQUEST;
	}

	/**
	 * Ends without having run. Called once, in place of {@link #run()}.
	 * @param reason what its sender is told
	 */
	abstract void abandon(WireError reason);

	/**
	 * Ends for its sender, although it still runs or its result is still to come, which
	 * will be dropped; false if its sender was told before. On the receive thread.
	 */
	boolean cutOff() {
		return false;
	}

}

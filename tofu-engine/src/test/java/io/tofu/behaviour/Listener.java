package io.tofu.behaviour;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;

/**
 * A listening channel of a node.
 *
 * @param address where clients find it
 */
record Listener(Node node, int channel, long welcomeId, Address address) {

	/** Stops listening, and waits for that. */
	void abort() {
		BinaryHeader bye = this.node.draft(OpCode.BYE_SIGNAL).on(this.channel).post();
		this.node.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).on(this.channel).withId(bye.messageId());
	}

}

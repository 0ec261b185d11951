package io.tofu.behaviour;

import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.OpCode;

/**
 * One end of a connection: a node and its channel.
 *
 * @param helloId the id of the HelloRequest that opened it
 */
record End(Node node, int channel, long helloId) {

	Draft send(OpCode opCode) {
		return this.node.draft(opCode).on(this.channel);
	}

	Draft request(String body) {
		return send(OpCode.REQUEST).body(body);
	}

	/** The node's next message, which must come from this channel's peer. */
	Received expect(OpCode opCode) {
		return this.node.expect(opCode).on(this.channel);
	}

	/** The node's next message, which must come from the engine about this channel. */
	Received expectFromEngine(OpCode opCode, AmpeStatus... anyOf) {
		return this.node.expectFromEngine(opCode, anyOf).on(this.channel);
	}

	/** The node's next message, which must be the last one of this channel. */
	Received expectEnd() {
		return expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).withReason();
	}

	/** Drops the connection, and waits for that. */
	void abort() {
		BinaryHeader bye = send(OpCode.BYE_SIGNAL).post();
		expectEnd().withId(bye.messageId());
	}

}

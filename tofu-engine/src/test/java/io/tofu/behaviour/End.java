package io.tofu.behaviour;

import java.time.Duration;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One end of a connection: a node and its channel.
 *
 * @param helloId the id of the HelloRequest that opened it
 */
record End(Node node, int channel, long helloId) {

	/** What {@link #fill} sends. */
	static final byte[] LARGE = new byte[Message.MAX_BODY_LENGTH];

	/** A queue and sockets that hold more than that are not bounded. */
	private static final int TOO_MANY = 2000;

	/** How long there is no room when nobody makes any. */
	private static final Duration STUCK = Duration.ofMillis(200);

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

	/**
	 * Sends Signals with the ids from 1 on until the channel takes no more.
	 * @return how many it took
	 */
	int fill() {
		for (int taken = 0;; taken++) {
			try {
				send(OpCode.SIGNAL).id(taken + 1).body(LARGE).post(STUCK);
			}
			catch (AmpeException ex) {
				assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
				return taken;
			}
			assertThat(taken).as("messages that nobody reads").isLessThan(TOO_MANY);
		}
	}

	/** Drops the connection, and waits for that. */
	void abort() {
		BinaryHeader bye = send(OpCode.BYE_SIGNAL).post();
		expectEnd().withId(bye.messageId());
	}

}

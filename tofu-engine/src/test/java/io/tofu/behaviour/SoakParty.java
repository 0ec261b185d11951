package io.tofu.behaviour;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One node under load, and the only thread that receives from it.
 */
final class SoakParty implements Runnable {

	private final Node node;

	/** By the channel they arrive on. */
	private final Map<Integer, SoakLane> lanes = new ConcurrentHashMap<>();

	/** Updates by thread: posted, touched by that thread alone. */
	private final long[] updatesPosted;

	/** Updates by thread: received, for the receiver alone. */
	private final long[] updatesReceived;

	SoakParty(Node node, int threads) {
		this.node = node;
		this.updatesPosted = new long[threads];
		this.updatesReceived = new long[threads];
	}

	void add(SoakLane lane) {
		this.lanes.put(lane.to().channel(), lane);
	}

	/**
	 * Sends this party's receiver a message of its own side, unless it is too far behind.
	 */
	void update(int thread) {
		long sequence = this.updatesPosted[thread];
		try (Message update = this.node.ampe().get().messageId(SoakLane.id(thread, sequence))) {
			this.node.group().updateReceiver(update);
			this.updatesPosted[thread]++;
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.INBOX_FULL);
		}
	}

	/** Receives until every channel has ended. */
	@Override
	public void run() {
		while (!this.lanes.isEmpty()) {
			try (Message message = this.node.group().waitReceive(Node.PATIENCE.multipliedBy(3))) {
				assertThat(message).as("a message; open are " + this.lanes).isNotNull();
				receive(message);
			}
		}
		for (int thread = 0; thread < this.updatesPosted.length; thread++) {
			assertThat(this.updatesReceived[thread]).as("updates of thread " + thread)
				.isEqualTo(this.updatesPosted[thread]);
		}
	}

	private void receive(Message message) {
		if (message.status() == AmpeStatus.RECEIVER_UPDATE) {
			int thread = SoakLane.threadOf(message.messageId());
			assertThat(SoakLane.sequenceOf(message.messageId())).isEqualTo(this.updatesReceived[thread]++);
		}
		else if (message.isFromEngine()) {
			receiveNotice(message);
		}
		else {
			receiveFrame(message);
		}
	}

	private void receiveNotice(Message message) {
		assertThat(message.opCode()).as(message.toString()).isEqualTo(OpCode.SIGNAL);
		assertThat(message.status()).as(message.toString())
			.isIn(AmpeStatus.SEND_QUEUE_READY, AmpeStatus.POOL_EMPTY, AmpeStatus.CHANNEL_CLOSED);
		SoakLane lane = this.lanes.get(message.channelNumber());
		assertThat(lane).as("lane of " + message).isNotNull();
		if (message.status() == AmpeStatus.CHANNEL_CLOSED) {
			this.lanes.remove(message.channelNumber());
		}
	}

	private void receiveFrame(Message message) {
		SoakLane lane = this.lanes.get(message.channelNumber());
		assertThat(lane).as("lane of " + message).isNotNull();
		switch (message.opCode()) {
			case REQUEST -> lane.received(message);
			case BYE_REQUEST -> this.node.group().post(message.opCode(OpCode.BYE_RESPONSE));
			default -> assertThat(message.opCode()).isEqualTo(OpCode.BYE_RESPONSE);
		}
	}

}

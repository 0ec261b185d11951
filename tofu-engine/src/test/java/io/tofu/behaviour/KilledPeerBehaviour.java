package io.tofu.behaviour;

import java.util.List;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.process.ChildJvm;
import io.tofu.process.DeafPeer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer whose process is killed.
 */
abstract class KilledPeerBehaviour extends EngineBehaviour {

	private static final int QUEUE = 100;

	private static final int SAID = 10;

	KilledPeerBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(11)
	@DisplayName("what the killed peer said, then what was not sent in its order, then one end")
	void returnsWhatWasQueued() {
		use((options) -> options.sendQueueMessages(QUEUE));
		Node node = node();
		ChildJvm peer = keep(ChildJvm.start(DeafPeer.class, this.wire.freshServerOfAProcess().wire()));
		End end = node.connect(Wire.clientOf(Address.server(peer.ask("address"))));
		assertThat(peer.askNumber("greet")).isEqualTo(end.helloId());
		end.expect(OpCode.HELLO_RESPONSE).withId(end.helloId());
		int accepted = postUntilStuck(end);
		long before = ampe().stats().messagesInUse();
		peer.ask("say " + SAID);
		await().until(() -> ampe().stats().messagesInUse() == before + SAID);
		peer.kill();

		List<Received> all = node.receiveUntilEndOf(end.channel());
		all.removeIf((received) -> received.status() == AmpeStatus.SEND_QUEUE_READY);
		for (int i = 1; i <= SAID; i++) {
			all.remove(0).is(OpCode.REQUEST).fromApplication().on(end.channel()).withId(i);
		}
		all.remove(all.size() - 1).withId(end.helloId()).withReason();
		assertThat(all).hasSizeBetween(QUEUE, accepted);
		for (int i = 0; i < all.size(); i++) {
			Received returned = all.get(i).is(OpCode.SIGNAL).on(end.channel()).withBody(End.LARGE);
			assertThat(returned.isFromEngine()).isTrue();
			assertThat(returned.status().isNotice()).as(returned.toString()).isFalse();
			assertThat(returned.withReason().id()).isEqualTo(accepted - all.size() + i + 1);
		}
		node.expectNothingElse();
		assertThat(ampe().stats().channels()).isZero();
	}

	/** Posts until the peer reads no more and the queue is full. */
	private int postUntilStuck(End end) {
		int accepted = 0;
		for (int refusals = 0; refusals < 2; refusals++) {
			while (isAccepted(end.send(OpCode.SIGNAL).id(accepted + 1).body(End.LARGE))) {
				accepted++;
				refusals = 0;
			}
			Quiet.assertSleeps(ampe(), threadOf(ampe()));
		}
		return accepted;
	}

	private static boolean isAccepted(Draft draft) {
		try {
			draft.post();
			return true;
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
			return false;
		}
	}

}

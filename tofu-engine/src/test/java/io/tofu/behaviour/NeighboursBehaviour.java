package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups that share an engine and engines that share a process: what happens to one is
 * nothing to the others.
 */
abstract class NeighboursBehaviour extends EngineBehaviour {

	private static final int NEIGHBOURS = 4;

	private static final long SAME_ID = 7;

	NeighboursBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(21)
	@DisplayName("hellos of one group, good ones and bad ones, are nothing to the other groups of its engine")
	void groupsOfOneEngine() throws Exception {
		List<Dialogue> neighbours = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURS; i++) {
			neighbours.add(dialogue());
		}
		for (Dialogue active : neighbours) {
			Node node = active.client().node();
			End refused = node.connect(this.wire.deadEnd());
			refused.expectFromEngine(OpCode.HELLO_RESPONSE, AmpeStatus.CONNECT_FAILED);
			refused.expectEnd();
			Listener listener = node.listen(this.wire.freshServer());
			Dialogue.between(node(), node, listener.address()).server().abort();
			listener.abort();
			neighbours.forEach(NeighboursBehaviour::assertUndisturbed);
		}
		while (!neighbours.isEmpty()) {
			Dialogue leaving = neighbours.remove(0);
			leaving.client().node().close();
			leaving.server().expectEnd();
			neighbours.forEach(NeighboursBehaviour::assertUndisturbed);
		}
	}

	@Test
	@Scenario(21)
	@DisplayName("engines of one process say hello to each other at once, under the same id, and close one by one")
	void enginesOfOneProcess() {
		List<Node> nodes = new ArrayList<>();
		List<Listener> listeners = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURS; i++) {
			nodes.add(node(start((options) -> options)));
			listeners.add(nodes.get(i).listen(this.wire.freshServer()));
		}
		List<End> dialled = new ArrayList<>();
		List<End> accepted = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURS; i++) {
			int channel = nodes.get(i).hello(listeners.get(next(i)).address()).id(SAME_ID).post().channelNumber();
			dialled.add(new End(nodes.get(i), channel, SAME_ID));
		}
		for (int i = 0; i < NEIGHBOURS; i++) {
			Received hello = nodes.get(i).expect(OpCode.HELLO_REQUEST).withId(SAME_ID);
			accepted.add(new End(nodes.get(i), hello.channel(), SAME_ID));
		}
		accepted.forEach((end) -> end.send(OpCode.HELLO_RESPONSE).id(SAME_ID).post());
		dialled.forEach((end) -> end.expect(OpCode.HELLO_RESPONSE).withId(SAME_ID));

		for (int closed = 0; closed < NEIGHBOURS; closed++) {
			for (int i = closed; i < NEIGHBOURS - 1; i++) {
				assertUndisturbed(new Dialogue(dialled.get(i), accepted.get(next(i))));
			}
			nodes.get(closed).ampe().close();
			if (closed < NEIGHBOURS - 1) {
				accepted.get(next(closed)).expectEnd().withId(SAME_ID);
			}
			if (closed == 0) {
				dialled.get(NEIGHBOURS - 1).expectEnd().withId(SAME_ID);
			}
		}
		assertThat(nodes).noneMatch((node) -> node.ampe().isRunning());
	}

	private static int next(int i) {
		return (i + 1) % NEIGHBOURS;
	}

	/** Nothing came from elsewhere, and the two still hear each other. */
	private static void assertUndisturbed(Dialogue dialogue) {
		dialogue.client().node().expectNothingElse();
		dialogue.server().node().expectNothingElse();
		long id = dialogue.client().request("still there?").post().messageId();
		dialogue.server().expect(OpCode.REQUEST).withId(id).withBody("still there?");
		dialogue.server().send(OpCode.RESPONSE).id(id).post();
		dialogue.client().expect(OpCode.RESPONSE).withId(id);
	}

}

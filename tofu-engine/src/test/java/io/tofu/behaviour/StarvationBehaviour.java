package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections and a pool that is far too small for what they send.
 */
abstract class StarvationBehaviour extends EngineBehaviour {

	private static final int CONNECTIONS = 100;

	private static final int FRAMES = 50;

	private static final int POOL = 32;

	/** Fewer than a quarter of the pool: as long as no more come back, it stays empty. */
	private static final int IN_CIRCULATION = 4;

	private static final int INBOX = 16;

	private static final int PEERS = 8;

	/** So many of them can arrive in one read, which is when the inbox is looked at. */
	private static final int LARGE_PER_READ = 4;

	StarvationBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(15)
	@DisplayName("a small pool and 100 connections: one notice each at most, no busy loop, nothing lost")
	void manyConnectionsStarve() {
		use((options) -> options.initialPoolSize(POOL).maxPoolSize(POOL));
		Node server = node();
		Map<Integer, RawPeer> peers = connect(server, CONNECTIONS);
		for (int episode = 0; episode < 3; episode++) {
			List<Message> held = takeAll(server);
			held.subList(0, IN_CIRCULATION).forEach(Message::close);
			peers.values().forEach((peer) -> writeSignals(peer, FRAMES));
			Quiet.assertSleeps(ampe(), threadOf(ampe()));
			Map<Integer, Integer> notices = receiveSignals(server, held, peers.size(), FRAMES);
			assertThat(notices.keySet()).isNotEmpty().isSubsetOf(peers.keySet());
			assertThat(notices.values()).as("notices of one channel").containsOnly(1);
			held.forEach(Message::close);
			server.expectNothingElse();
		}
		assertThat(ampe().stats().messagesInUse()).isZero();
	}

	@Test
	@Scenario(15)
	@DisplayName("a group that does not receive holds a part of the pool and leaves the others theirs")
	void idleGroupLeavesOthersTheirs() {
		use((options) -> options.initialPoolSize(2 * POOL).maxPoolSize(2 * POOL));
		Node idle = node();
		Map<Integer, RawPeer> idlePeers = connect(idle, 10);
		Node busy = node();
		RawPeer busyPeer = rawPeer(busy.listen(this.wire.freshServer()).address());
		End busyEnd = busyPeer.shakeHands(busy, 1);
		idlePeers.values().forEach((peer) -> writeSignals(peer, 200));
		Quiet.assertSleeps(ampe(), threadOf(ampe()));
		for (int i = 1; i <= 200; i++) {
			busyPeer.write(RawFrame.of(OpCode.REQUEST).withId(i));
			busyEnd.expect(OpCode.REQUEST).withId(i);
			busyEnd.send(OpCode.RESPONSE).id(i).post();
			assertThat(busyPeer.expect(OpCode.RESPONSE).id()).isEqualTo(i);
		}
		receiveSignals(idle, new ArrayList<>(), idlePeers.size(), 200);
		idle.expectNothingElse();
		busy.expectNothingElse();
	}

	@Test
	@Scenario(16)
	@DisplayName("a receiver that stops pushes back on all its peers, disturbs no other group, and loses nothing")
	void stoppedReceiverPushesBackOnAll() {
		Ampe slow = start((options) -> options.inboxMessages(INBOX));
		use((options) -> options.sendQueueMessages(INBOX));
		Node stopped = node(slow);
		Node other = node(slow);
		Dialogue busy = Dialogue.between(node(), other, other.listen(this.wire.freshServer()).address());
		Listener listener = stopped.listen(this.wire.freshServer());
		List<Dialogue> dialogues = new ArrayList<>();
		List<Integer> posted = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			dialogues.add(Dialogue.between(node(), stopped, listener.address()));
		}
		dialogues.forEach((dialogue) -> posted.add(dialogue.client().fill()));
		Quiet.assertSleeps(slow, threadOf(slow));
		assertThat(slow.stats().messagesInUse()).isLessThanOrEqualTo(INBOX + PEERS * LARGE_PER_READ);
		for (int i = 1; i <= FRAMES; i++) {
			busy.client().request("flows").id(i).post();
			busy.server().expect(OpCode.REQUEST).withId(i);
		}
		Map<Integer, Integer> received = new HashMap<>();
		for (int left = posted.stream().mapToInt(Integer::intValue).sum(); left > 0; left--) {
			Received next = stopped.expect(OpCode.SIGNAL).withBody(End.LARGE);
			next.withId(received.merge(next.channel(), 1, Integer::sum));
		}
		for (int i = 0; i < PEERS; i++) {
			assertThat(received).containsEntry(dialogues.get(i).server().channel(), posted.get(i));
		}
		stopped.expectNothingElse();
	}

	/** Peers that have shaken hands, by their channels. */
	private Map<Integer, RawPeer> connect(Node server, int count) {
		Listener listener = server.listen(this.wire.freshServer());
		Map<Integer, RawPeer> peers = new HashMap<>();
		for (int i = 1; i <= count; i++) {
			RawPeer peer = rawPeer(listener.address());
			peers.put(peer.shakeHands(server, i).channel(), peer);
		}
		return peers;
	}

	private static void writeSignals(RawPeer peer, int count) {
		peer.write(
				LongStream.rangeClosed(1, count).mapToObj(RawFrame.of(OpCode.SIGNAL)::withId).toArray(RawFrame[]::new));
	}

	/**
	 * Receives what all peers wrote, each peer's in its order; holds the notices.
	 * @return how many notices came for each channel
	 */
	private Map<Integer, Integer> receiveSignals(Node server, List<Message> held, int peers, int each) {
		Map<Integer, Integer> notices = new HashMap<>();
		Map<Integer, Long> received = new HashMap<>();
		for (int frames = 0; frames < peers * each;) {
			Message message = server.group().waitReceive(Node.PATIENCE);
			assertThat(message).as("after " + frames + " frames").isNotNull();
			if (message.isFromEngine()) {
				assertThat(message.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
				notices.merge(message.channelNumber(), 1, Integer::sum);
				held.add(keep(message));
				continue;
			}
			assertThat(message.messageId()).isEqualTo(received.merge(message.channelNumber(), 1L, Long::sum));
			frames++;
			message.close();
		}
		return notices;
	}

	/** Takes all messages out of a pool that nothing else is about to come back to. */
	private List<Message> takeAll(Node node) {
		node.expectNothingElse();
		Ampe engine = node.ampe();
		List<Message> taken = new ArrayList<>();
		for (Message next = engine.get(AllocationStrategy.POOL_ONLY); next != null;) {
			taken.add(keep(next));
			next = engine.get(AllocationStrategy.POOL_ONLY);
		}
		return taken;
	}

}

package io.tofu.behaviour;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.tofu.AmpeStats;
import io.tofu.ChannelGroup;
import io.tofu.ChannelInfo;
import io.tofu.ChannelKind;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application can see of its channels.
 */
abstract class ChannelInfoBehaviour extends EngineBehaviour {

	private static final int CONNECTIONS = 200;

	ChannelInfoBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	private boolean overTcp() {
		return this.wire.toString().equals("tcp");
	}

	@Test
	void listener() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		ChannelInfo info = info(server, listener.channel());
		assertThat(info.number()).isEqualTo(listener.channel());
		assertThat(info.kind()).isEqualTo(ChannelKind.LISTENER);
		assertThat(info.listener()).isZero();
		assertThat(info.localAddress()).isEqualTo(listener.address().toString());
		assertThat(info.remoteAddress()).isNull();
		assertThat(info.unixPeer()).isNull();
		assertThat(info)
			.extracting(ChannelInfo::messagesIn, ChannelInfo::bytesIn, ChannelInfo::messagesOut, ChannelInfo::bytesOut,
					ChannelInfo::queuedMessages, ChannelInfo::queuedBytes)
			.containsExactly(0L, 0L, 0L, 0L, 0, 0L);
	}

	@Test
	void bothEndsOfAConnection() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue dialogue = Dialogue.between(node(), server, listener.address());
		ChannelInfo dialled = info(dialogue.client());
		assertThat(dialled.kind()).isEqualTo(ChannelKind.DIALLED);
		assertThat(dialled.listener()).isZero();
		assertThat(dialled.remoteAddress()).isEqualTo(listener.address().toString());
		ChannelInfo accepted = info(dialogue.server());
		assertThat(accepted.kind()).isEqualTo(ChannelKind.ACCEPTED);
		assertThat(accepted.listener()).isEqualTo(listener.channel());
		assertThat(accepted.localAddress()).isEqualTo(listener.address().toString());
		assertThat(accepted.remoteAddress()).isEqualTo(dialled.localAddress());
		if (overTcp()) {
			assertThat(dialled.localAddress()).startsWith("tcp://127.0.0.1:").isNotEqualTo(dialled.remoteAddress());
			assertThat(dialled.unixPeer()).isNull();
			assertThat(accepted.unixPeer()).isNull();
		}
		else {
			assertThat(dialled.localAddress()).isNull();
			assertThat(List.of(dialled, accepted)).allSatisfy((info) -> {
				assertThat(info.unixPeer()).isNotNull();
				assertThat(info.unixPeer().user().getName()).isEqualTo(System.getProperty("user.name"));
				assertThat(info.unixPeer().group().getName()).isNotBlank();
			});
		}
	}

	@Test
	void connectionThatIsNotUp() throws Exception {
		Saturated saturated = keep(Saturated.over(this.wire));
		Node node = node();
		End end = node.connect(saturated.address());
		end.request("waits").post();
		node.goRound();
		ChannelInfo info = info(end);
		assertThat(info.kind()).isEqualTo(ChannelKind.DIALLED);
		assertThat(info.localAddress()).isNull();
		assertThat(info.remoteAddress()).isNull();
		assertThat(info.unixPeer()).isNull();
		assertThat(info.queuedMessages()).isEqualTo(2);
		assertThat(info.messagesOut()).isZero();
		end.send(OpCode.BYE_SIGNAL).post();
		node.receiveUntilEndOf(end.channel());
	}

	@Test
	void messagesAndTheirBytesAreCounted() {
		Dialogue dialogue = dialogue();
		ChannelInfo clientBefore = info(dialogue.client());
		ChannelInfo serverBefore = info(dialogue.server());
		AmpeStats before = ampe().stats();
		assertThat(clientBefore).extracting(ChannelInfo::messagesIn, ChannelInfo::messagesOut).containsExactly(1L, 1L);
		assertThat(serverBefore).extracting(ChannelInfo::messagesIn, ChannelInfo::messagesOut).containsExactly(1L, 1L);
		assertThat(clientBefore.bytesOut()).isEqualTo(serverBefore.bytesIn());
		assertThat(clientBefore.bytesIn()).isEqualTo(serverBefore.bytesOut()).isEqualTo(RawFrame.HEADER_LENGTH);

		for (int i = 0; i < 10; i++) {
			dialogue.client().request("12345").header("a", "b").post();
			dialogue.server().expect(OpCode.REQUEST);
		}
		int bytes = 10 * (RawFrame.HEADER_LENGTH + "a:b\r\n".length() + "12345".length());
		ChannelInfo client = info(dialogue.client());
		ChannelInfo server = info(dialogue.server());
		assertThat(client.messagesOut()).isEqualTo(server.messagesIn()).isEqualTo(11);
		assertThat(client.bytesOut() - clientBefore.bytesOut()).isEqualTo(bytes);
		assertThat(server.bytesIn() - serverBefore.bytesIn()).isEqualTo(bytes);
		assertThat(client.messagesIn()).isEqualTo(server.messagesOut()).isEqualTo(1);
		AmpeStats after = ampe().stats();
		assertThat(after.messagesIn() - before.messagesIn()).isEqualTo(10);
		assertThat(after.messagesOut() - before.messagesOut()).isEqualTo(10);
		assertThat(after.bytesIn() - before.bytesIn()).isEqualTo(bytes);
		assertThat(after.bytesOut() - before.bytesOut()).isEqualTo(bytes);
	}

	@Test
	void whatDoesNotTravelIsNotCounted() {
		Dialogue dialogue = dialogue();
		long before = info(dialogue.client()).bytesOut();
		dialogue.client().request("12345").header(Message.REASON, "of what came back").post();
		dialogue.server().expect(OpCode.REQUEST).withoutHeader(Message.REASON);
		assertThat(info(dialogue.client()).bytesOut() - before).isEqualTo(RawFrame.HEADER_LENGTH + "12345".length());
		assertThat(info(dialogue.client()).queuedBytes()).isZero();
		assertThat(ampe().stats().queuedBytes()).isZero();
	}

	@Test
	void whatWaitsIsCounted() {
		use((options) -> options.sendQueueMessages(8));
		RawListener.Connected connected = rawListener().connect(node());
		End end = connected.end();
		int accepted = Flood.fill(end);
		// The system may take some more late
		await().untilAsserted(() -> {
			ChannelInfo full = info(end);
			int waiting = full.queuedMessages();
			assertThat(waiting).isBetween(1, 8);
			assertThat(full.queuedBytes()).isEqualTo(waiting * (RawFrame.HEADER_LENGTH + 65535L));
			assertThat(full.messagesOut()).isEqualTo(1 + accepted - waiting);
			assertThat(ampe().stats().queuedBytes()).isEqualTo(full.queuedBytes());
		});
		Flood.read(connected.peer(), 1, accepted);
		await().until(() -> info(end).queuedMessages() == 0);
		assertThat(info(end).queuedBytes()).isZero();
		assertThat(info(end).messagesOut()).isEqualTo(1 + accepted);
	}

	@Test
	void whatComesBackDoesNotWaitAnyMore() {
		use((options) -> options.sendQueueMessages(8));
		RawListener.Connected connected = rawListener().connect(node());
		Flood.fill(connected.end());
		connected.end().send(OpCode.BYE_SIGNAL).post();
		connected.end().node().receiveUntilEndOf(connected.end().channel());
		assertThat(ampe().stats().queuedBytes()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 54321, 65535, 65536, Integer.MAX_VALUE })
	void numberThatIsNoChannel(int number) {
		dialogue();
		assertThat(node().group().channel(number)).isNull();
	}

	@Test
	void channelsOfAnotherGroupAreNotSeen() {
		Dialogue dialogue = dialogue();
		assertThat(dialogue.client().node().group().channel(dialogue.server().channel())).isNull();
		assertThat(dialogue.client().node().group().channels()).extracting(ChannelInfo::number)
			.containsExactly(dialogue.client().channel());
	}

	@Test
	void channelsAreListedInTheOrderOfTheirNumbers() {
		Node node = node();
		Listener listener = node.listen(this.wire.freshServer());
		End dialled = node.connect(listener.address());
		End accepted = node.accept();
		dialled.expect(OpCode.HELLO_RESPONSE);
		Listener other = node.listen(this.wire.freshServer());
		assertThat(node.group().channels()).extracting(ChannelInfo::number)
			.isSorted()
			.containsExactlyInAnyOrder(listener.channel(), dialled.channel(), accepted.channel(), other.channel());
		assertThat(node.group().channels()).extracting(ChannelInfo::kind)
			.containsExactly(ChannelKind.LISTENER, ChannelKind.DIALLED, ChannelKind.ACCEPTED, ChannelKind.LISTENER);
	}

	@Test
	void channelIsKnownUntilItsLastMessageWasReceived() {
		Dialogue dialogue = dialogue();
		dialogue.client().send(OpCode.BYE_SIGNAL).post();
		dialogue.server().expectEnd();
		assertThat(dialogue.server().node().group().channel(dialogue.server().channel())).isNull();
		ChannelInfo ended = info(dialogue.client());
		assertThat(ended.kind()).isEqualTo(ChannelKind.DIALLED);
		assertThat(ended.messagesOut()).isEqualTo(1);
		dialogue.client().expectEnd();
		assertThat(dialogue.client().node().group().channel(dialogue.client().channel())).isNull();
		assertThat(dialogue.client().node().group().channels()).isEmpty();
	}

	@Test
	void closedGroupHasNoChannels() {
		Dialogue dialogue = dialogue();
		ChannelGroup group = dialogue.client().node().group();
		group.close();
		assertThat(group.channels()).isEmpty();
		assertThat(group.channel(dialogue.client().channel())).isNull();
	}

	@Test
	void timesOfAChannel() {
		Instant before = Instant.now().minusSeconds(1);
		Dialogue dialogue = dialogue();
		ChannelInfo first = info(dialogue.server());
		assertThat(first.openedAt()).isBetween(before, Instant.now().plusSeconds(1));
		assertThat(first.lastActivity()).isBetween(first.openedAt(), Instant.now().plusSeconds(1));
		await().pollInterval(Duration.ofMillis(1))
			.until(() -> Instant.now().isAfter(first.lastActivity().plusMillis(5)));
		dialogue.client().request("later").post();
		dialogue.server().expect(OpCode.REQUEST);
		ChannelInfo second = info(dialogue.server());
		assertThat(second.openedAt()).isEqualTo(first.openedAt());
		assertThat(second.lastActivity()).isAfter(first.lastActivity());
	}

	@Test
	void connectionsMayBeLookedAtInTheMomentTheyAreAccepted() {
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Future<?> looking = inBackground(() -> {
			for (int number = listener.channel() + 1; number <= listener.channel() + CONNECTIONS;) {
				ChannelInfo info = server.group().channel(number);
				if (info != null) {
					assertThat(info.kind()).isEqualTo(ChannelKind.ACCEPTED);
					number++;
				}
			}
		});
		for (int i = 0; i < CONNECTIONS; i++) {
			rawPeer(listener.address());
		}
		finish(looking);
		assertThat(server.group().channels()).hasSize(1 + CONNECTIONS);
	}

	private static ChannelInfo info(End end) {
		return info(end.node(), end.channel());
	}

	private static ChannelInfo info(Node node, int channel) {
		ChannelInfo info = node.group().channel(channel);
		assertThat(info).isNotNull();
		return info;
	}

}

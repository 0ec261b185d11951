package io.tofu.behaviour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tofu.AllocationStrategy;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelKind;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the engine's listener is told, and that it cannot disturb the engine.
 */
abstract class EngineListenerBehaviour extends EngineBehaviour {

	EngineListenerBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	/** Has the engine of this test tell everything. */
	private Events listen() {
		return listen(new Events());
	}

	private Events listen(Events events) {
		use((options) -> options.listener(events));
		return events;
	}

	@Test
	void tellsOfEveryChannelThatOpens() {
		Events events = listen();
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue dialogue = Dialogue.between(node(), server, listener.address());
		assertThat(events.all()).allMatch((event) -> event.name().equals("opened"));
		assertThat(events.all()).extracting((event) -> event.channel().number())
			.containsExactlyInAnyOrder(listener.channel(), dialogue.client().channel(), dialogue.server().channel());
		assertThat(events.all()).extracting((event) -> event.channel().kind())
			.containsExactlyInAnyOrder(ChannelKind.LISTENER, ChannelKind.DIALLED, ChannelKind.ACCEPTED);
		assertThat(events.of("opened", listener.channel()).get(0).channel().localAddress())
			.isEqualTo(listener.address().toString());
		assertThat(events.of("opened", dialogue.client().channel()).get(0).channel().remoteAddress())
			.isEqualTo(listener.address().toString());
	}

	@Test
	void tellsWhyAChannelHasClosed() {
		Events events = listen();
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Dialogue dialogue = Dialogue.between(node(), server, listener.address());
		dialogue.client().request("x").post();
		dialogue.server().expect(OpCode.REQUEST);
		dialogue.client().abort();
		dialogue.server().expectEnd();
		listener.abort();

		Events.Event client = closed(events, dialogue.client().channel());
		assertThat(client.status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
		assertThat(client.channel().messagesOut()).isEqualTo(2);
		assertThat(client.channel().remoteAddress()).isEqualTo(listener.address().toString());
		Events.Event accepted = closed(events, dialogue.server().channel());
		assertThat(accepted.status()).isEqualTo(AmpeStatus.PEER_DISCONNECTED);
		assertThat(accepted.reason()).isNotBlank();
		assertThat(accepted.channel().messagesIn()).isEqualTo(2);
		assertThat(closed(events, listener.channel()).status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
		assertThat(events.all()).hasSize(6);
	}

	@Test
	void tellsOfConnectionsTheApplicationNeverHearsOf() {
		Events events = listen();
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		rawPeer(listener.address()).close();
		await().until(() -> events.of("closed").size() == 1);
		Events.Event event = events.of("closed").get(0);
		assertThat(event.channel().kind()).isEqualTo(ChannelKind.ACCEPTED);
		assertThat(event.channel().listener()).isEqualTo(listener.channel());
		assertThat(event.status()).isEqualTo(AmpeStatus.PEER_DISCONNECTED);
		server.expectNothingElse();
	}

	@Test
	void tellsOfAViolation() {
		Events events = listen();
		Node server = node();
		RawPeer bad = rawPeer(server.listen(this.wire.freshServer()).address());
		bad.write(RawFrame.of(0x0F));
		bad.drain();
		await().until(() -> events.of("closed").size() == 1);
		assertThat(events.of("closed").get(0).status()).isEqualTo(AmpeStatus.PROTOCOL_ERROR);
	}

	@Test
	void tellsOfWhatClosesWithItsGroup() {
		Events events = listen();
		Dialogue dialogue = dialogue();
		dialogue.client().node().close();
		assertThat(closed(events, dialogue.client().channel()).status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
		dialogue.server().expectEnd();
		dialogue.server().node().close();
		closed(events, dialogue.server().channel());
		assertThat(events.of("closed")).hasSize(3);
	}

	@Test
	void tellsOfWhatCannotBeOpened() throws Exception {
		Events events = listen();
		Node node = node();
		BinaryHeader hello = node.hello(this.wire.deadEnd()).post();
		node.receiveUntilEndOf(hello.channelNumber());
		Events.Event refused = events.of("openFailed", hello.channelNumber()).get(0);
		assertThat(refused.status()).isEqualTo(AmpeStatus.CONNECT_FAILED);
		assertThat(refused.reason()).isNotBlank();
		assertThat(refused.channel().kind()).isEqualTo(ChannelKind.DIALLED);

		node.welcome(this.wire.freshServer()).post();
		Received up = node.expect(OpCode.WELCOME_RESPONSE);
		BinaryHeader welcome = node.welcome(up.listensOn()).post();
		node.receiveUntilEndOf(welcome.channelNumber());
		Events.Event failed = events.of("openFailed", welcome.channelNumber()).get(0);
		assertThat(failed.status()).isEqualTo(AmpeStatus.LISTEN_FAILED);
		assertThat(failed.reason()).isNotBlank();
		assertThat(failed.channel().kind()).isEqualTo(ChannelKind.LISTENER);
		assertThat(events.of("openFailed")).hasSize(2);
		assertThat(events.of("closed", hello.channelNumber())).isEmpty();
		assertThat(events.of("closed", welcome.channelNumber())).isEmpty();
	}

	@Test
	void tellsOnceThatNobodyCanBeAccepted() {
		Events events = new Events();
		use((options) -> options.listener(events).maxAccepted(1));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		rawPeer(listener.address()).write(RawFrame.hello(1));
		rawPeer(listener.address()).write(RawFrame.hello(2));
		rawPeer(listener.address()).write(RawFrame.hello(3));
		await().until(() -> !events.of("acceptFailed").isEmpty());
		server.goRound();
		assertThat(events.of("acceptFailed")).hasSize(1);
		assertThat(events.of("acceptFailed", listener.channel()).get(0).reason()).isNotBlank();
	}

	@Test
	void tellsOnceThatThePoolIsEmpty() {
		Events events = new Events();
		use((options) -> options.listener(events).initialPoolSize(8).maxPoolSize(8));
		RawListener.Connected connected = rawListener().connect(node());
		List<Message> held = new ArrayList<>();
		for (Message next = pooled(); next != null; next = pooled()) {
			held.add(next);
		}
		connected.peer().write(RawFrame.of(OpCode.REQUEST).withId(1), RawFrame.of(OpCode.REQUEST).withId(2));
		connected.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.POOL_EMPTY);
		connected.end().expect(OpCode.REQUEST).withId(1);
		connected.end().expect(OpCode.REQUEST).withId(2);
		assertThat(events.of("poolEmpty", connected.end().channel())).hasSize(1);
		assertThat(events.of("poolEmpty")).hasSize(1);
		held.forEach(Message::close);
	}

	@Test
	void tellsOnceThatTheReceiverIsBehind() {
		Events events = new Events();
		use((options) -> options.listener(events).inboxMessages(4));
		RawListener.Connected connected = rawListener().connect(node());
		RawFrame[] frames = new RawFrame[20];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = RawFrame.of(OpCode.SIGNAL).withId(i);
		}
		RawListener.Connected other = rawListener().connect(connected.end().node());
		connected.peer().write(frames);
		await().until(() -> ampe().stats().messagesInUse() == 4);
		node().goRound();
		other.peer().write(RawFrame.of(OpCode.REQUEST));
		node().goRound();
		assertThat(events.of("inboxFull", connected.end().channel())).hasSize(1);
		assertThat(events.of("inboxFull")).hasSize(1);
		for (int i = 0; i <= frames.length; i++) {
			connected.end().node().receive();
		}
	}

	@Test
	void tellsThatTheReceiverIsBehindAlsoIfAListenerFindsOut() throws Exception {
		Events events = new Events();
		use((options) -> options.listener(events).inboxMessages(4));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		for (int i = 0; i < 2; i++) {
			server.hello(this.wire.deadEnd()).post();
		}
		await().until(() -> events.of("openFailed").size() == 2);
		RawPeer peer = rawPeer(listener.address());
		await().until(() -> !events.of("inboxFull").isEmpty());
		assertThat(events.of("inboxFull")).hasSize(1);
		assertThat(events.of("inboxFull", listener.channel())).hasSize(1);
		for (int i = 0; i < 4; i++) {
			assertThat(server.receive().isFromEngine()).isTrue();
		}
		peer.shakeHands(server, 1);
	}

	@Test
	void tellsOnceThatASendQueueIsFull() {
		Events events = new Events();
		use((options) -> options.listener(events).sendQueueMessages(8));
		RawListener.Connected connected = rawListener().connect(node());
		End end = connected.end();
		int accepted = Flood.fill(end);
		assertThat(Flood.request(end, 1).refused()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		end.node().goRound();
		int before = events.of("sendQueueFull", end.channel()).size();
		assertThat(Flood.request(end, 1).refused()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
		end.node().goRound();
		assertThat(before).isPositive();
		assertThat(events.of("sendQueueFull", end.channel())).hasSize(before);
		Flood.read(connected.peer(), 1, accepted);
		end.expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY);
		end.send(OpCode.BYE_SIGNAL).post();
		end.node().receiveUntilEndOf(end.channel());
	}

	@Test
	void exceptionsOfTheListenerGoNoFurther() {
		assertSurvives((event) -> {
			throw new IllegalStateException("thrown by the listener");
		});
	}

	@Test
	void errorsOfTheListenerGoNoFurther() {
		assertSurvives((event) -> {
			throw new AssertionError("thrown by the listener");
		});
	}

	@Test
	void listenerMayPost() {
		Node[] node = new Node[1];
		listen(new Events() {
			@Override
			void on(Event event) {
				super.on(event);
				if (event.name().equals("opened") && event.channel().kind() == ChannelKind.DIALLED) {
					node[0].draft(OpCode.SIGNAL).on(event.channel().number()).body("from the listener").post();
				}
			}
		});
		node[0] = node();
		Node server = node();
		End end = node[0].connect(server.listen(this.wire.freshServer()).address());
		server.expect(OpCode.HELLO_REQUEST).withId(end.helloId());
		server.expect(OpCode.SIGNAL).withBody("from the listener");
	}

	@Test
	void listenerMayCloseAGroup() {
		closesWhenAChannelEnds(Node::close);
	}

	@Test
	void listenerMayCloseTheEngine() {
		closesWhenAChannelEnds((node) -> node.ampe().close());
	}

	private void closesWhenAChannelEnds(Consumer<Node> close) {
		Node[] node = new Node[1];
		Events events = new Events() {
			@Override
			void on(Event event) {
				super.on(event);
				if (event.name().equals("closed") && event.channel().kind() == ChannelKind.DIALLED) {
					close.accept(node[0]);
				}
			}
		};
		// who waited for the end of the closing here would keep the loop from it
		use((options) -> options.listener(events).closeTimeout(Duration.ofMinutes(5)));
		node[0] = node();
		RawListener.Connected first = rawListener().connect(node[0]);
		RawListener.Connected second = rawListener().connect(node[0]);
		first.peer().close();
		second.peer().expectEnd();
		second.peer().close();
		await().untilAsserted(() -> assertThatExceptionOfType(AmpeException.class)
			.isThrownBy(() -> node[0].group().waitReceive(Node.PATIENCE).close())
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED)));
	}

	private void assertSurvives(Consumer<Events.Event> misdeed) {
		Events events = new Events() {
			@Override
			void on(Event event) {
				super.on(event);
				misdeed.accept(event);
			}
		};
		use((options) -> options.listener(events).sendQueueMessages(8).initialPoolSize(16).maxPoolSize(16));
		RawListener.Connected connected = rawListener().connect(node());
		int accepted = Flood.fill(connected.end());
		Flood.read(connected.peer(), 1, accepted);
		connected.end().expectFromEngine(OpCode.SIGNAL, AmpeStatus.SEND_QUEUE_READY);
		connected.peer().close();
		connected.end().expectEnd();
		dialogue();
		assertThat(events.all()).extracting(Events.Event::name).contains("opened", "sendQueueFull", "closed");
		assertThat(ampe().isRunning()).isTrue();
	}

	private Message pooled() {
		return ampe().get(AllocationStrategy.POOL_ONLY);
	}

	private static Events.Event closed(Events events, int channel) {
		assertThat(events.of("closed", channel)).hasSize(1);
		return events.of("closed", channel).get(0);
	}

}

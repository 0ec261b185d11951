package io.tofu.behaviour;

import java.util.function.Supplier;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What peers send that no application expects, and that the engine leaves to the
 * application all the same.
 */
abstract class ToleratedInputBehaviour extends EngineBehaviour {

	ToleratedInputBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	void firstFrameThatIsNoHelloIsDelivered() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.write(RawFrame.of(OpCode.REQUEST).withId(5).withBody("no hello"));
		int channel = server.expect(OpCode.REQUEST).withId(5).withBody("no hello").channel();
		peer.close();
		server.expectFromEngine(OpCode.SIGNAL, AmpeStatus.CHANNEL_CLOSED).on(channel).withId(5);
	}

	@Test
	void secondHelloIsDelivered() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.hello(2));
		end.expect(OpCode.HELLO_REQUEST).withId(2);
	}

	@Test
	void responsesThatNobodyHasAskedForAreDelivered() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.of(OpCode.RESPONSE).withId(98), RawFrame.of(OpCode.HELLO_RESPONSE).withId(99),
				RawFrame.of(OpCode.SIGNAL).withId(100));
		end.expect(OpCode.RESPONSE).withId(98);
		end.expect(OpCode.HELLO_RESPONSE).withId(99);
		end.expect(OpCode.SIGNAL).withId(100);
	}

	@Test
	void moreOnHelloAndByeIsDeliveredAsItIs() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		peer.write(RawFrame.hello(1).withMore(), RawFrame.of(OpCode.BYE_REQUEST).withId(2).withMore());
		server.expect(OpCode.HELLO_REQUEST).withMore(true);
		server.expect(OpCode.BYE_REQUEST).withId(2).withMore(true);
	}

	@Test
	void requestWithoutAnIdIsDeliveredButCannotBeAnswered() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.of(OpCode.REQUEST));
		end.expect(OpCode.REQUEST).withId(0);
		assertThat(end.send(OpCode.RESPONSE).id(0).refused()).isEqualTo(AmpeStatus.INVALID_MESSAGE_ID);
		end.send(OpCode.SIGNAL).id(0).post();
		assertThat(peer.expect(OpCode.SIGNAL).id()).as("an engine's message without an id gets one").isNotZero();
	}

	@Test
	void partsOfSeveralMessagesMayAlternate() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		RawFrame request = RawFrame.of(OpCode.REQUEST);
		peer.write(request.withId(2).withMore(), request.withId(3).withMore(), request.withId(2), request.withId(3));
		end.expect(OpCode.REQUEST).withId(2).withMore(true);
		end.expect(OpCode.REQUEST).withId(3).withMore(true);
		end.expect(OpCode.REQUEST).withId(2).withMore(false);
		end.expect(OpCode.REQUEST).withId(3).withMore(false);
	}

	@Test
	void shuttingDownTheSendingDirectionIsTheEnd() {
		Node server = node();
		RawPeer peer = rawPeer(server.listen(this.wire.freshServer()).address());
		End end = peer.shakeHands(server, 1);
		peer.write(RawFrame.of(OpCode.REQUEST).withId(2));
		peer.shutdownOutput();
		end.expect(OpCode.REQUEST).withId(2);
		end.expectEnd().withId(1);
		peer.expectEnd();
		assertThat(end.send(OpCode.RESPONSE).id(2).refused()).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
	}

}

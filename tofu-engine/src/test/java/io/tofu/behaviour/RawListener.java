package io.tofu.behaviour;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

import io.tofu.Address;
import io.tofu.OpCode;

/**
 * A peer that is no engine and waits for one to connect.
 */
record RawListener(EngineBehaviour test, ServerSocketChannel socket) {

	Address address() {
		try {
			return this.test.wire.addressOf(this.socket);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	RawPeer accept() {
		try {
			return this.test.keep(new RawPeer(this.socket.accept()));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Lets a node connect, and answers its hello. */
	Connected connect(Node node) {
		End end = node.connect(address());
		RawPeer peer = accept();
		RawFrame hello = peer.expect(OpCode.HELLO_REQUEST);
		peer.write(RawFrame.of(OpCode.HELLO_RESPONSE).withId(hello.id()));
		end.expect(OpCode.HELLO_RESPONSE).withId(end.helloId());
		return new Connected(end, peer);
	}

	/**
	 * A node's end and the bare peer at the other one.
	 */
	record Connected(End end, RawPeer peer) {
	}

}

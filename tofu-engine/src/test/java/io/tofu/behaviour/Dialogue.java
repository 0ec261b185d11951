package io.tofu.behaviour;

import io.tofu.Address;
import io.tofu.OpCode;

/**
 * Two nodes that have exchanged their hellos.
 */
record Dialogue(End client, End server) {

	/** Connects a node to another one that listens, and exchanges hellos. */
	static Dialogue between(Node client, Node server, Address address) {
		End there = client.connect(address);
		End here = server.accept();
		there.expect(OpCode.HELLO_RESPONSE).withId(there.helloId());
		return new Dialogue(there, here);
	}

}

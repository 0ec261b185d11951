package io.tofu.behaviour;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

import io.tofu.OpCode;

/**
 * A node and an original that have exchanged their hellos.
 */
record OriginalMeeting(End end, OriginalPeer peer) {

	private static final long HELLO_ID = 1001;

	/** Who connected to whom. */
	enum Opening {

		/** The engine listens. */
		ORIGINAL_CONNECTS {
			@Override
			OriginalMeeting meet(EngineBehaviour test) throws IOException {
				Node server = test.node();
				OriginalPeer peer = test
					.keep(new OriginalPeer(test.wire.connect(server.listen(test.wire.freshServer()).address())));
				peer.say(RawFrame.hello(HELLO_ID).withBody("hello from the original"));
				End end = server.accept();
				peer.hear(OpCode.HELLO_RESPONSE);
				return new OriginalMeeting(end, peer);
			}
		},
		/** The original listens. */
		ORIGINAL_LISTENS {
			@Override
			OriginalMeeting meet(EngineBehaviour test) throws IOException {
				try (ServerSocketChannel listening = test.wire.listen()) {
					End end = test.node().connect(test.wire.addressOf(listening));
					OriginalPeer peer = test.keep(new OriginalPeer(listening.accept()));
					RawFrame hello = peer.hear(OpCode.HELLO_REQUEST);
					peer.say(RawFrame.of(OpCode.HELLO_RESPONSE).withId(hello.id()).withHeaders(hello.headersText()));
					end.expect(OpCode.HELLO_RESPONSE).withId(end.helloId());
					return new OriginalMeeting(end, peer);
				}
			}
		};

		abstract OriginalMeeting meet(EngineBehaviour test) throws IOException;

	}

	Node node() {
		return this.end.node();
	}

	/** Lets what the original says wait in the socket. */
	void pause() {
		node().group().pauseReceive(this.end.channel());
		node().expectNothingElse();
	}

	void resume() {
		node().group().resumeReceive(this.end.channel());
	}

}

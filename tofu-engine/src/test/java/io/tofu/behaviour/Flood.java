package io.tofu.behaviour;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More Requests than a peer takes that does not read, numbered from 1.
 */
final class Flood {

	private static final byte[] LARGE = new byte[65535];

	private Flood() {
	}

	static Draft request(End end, long id) {
		return end.send(OpCode.REQUEST).id(id).body(LARGE);
	}

	/** Posts until queue and socket are full; returns how many were accepted. */
	static int fill(End end) {
		return fill(end, 0);
	}

	/** As {@link #fill(End)}, with ids from the next one on; returns the last one. */
	static int fill(End end, int last) {
		int accepted = last;
		for (int roundsWithoutRoom = 0; roundsWithoutRoom < 2; roundsWithoutRoom++) {
			while (accepts(end, accepted + 1)) {
				accepted++;
				roundsWithoutRoom = 0;
			}
			if (!end.node().goRound().isEmpty()) {
				roundsWithoutRoom = 0;
			}
		}
		return accepted;
	}

	/** Reads these Requests, and nothing else. */
	static void read(RawPeer peer, int first, int last) {
		for (int id = first; id <= last; id++) {
			assertThat(peer.expect(OpCode.REQUEST).id()).isEqualTo(id);
		}
	}

	private static boolean accepts(End end, long id) {
		try {
			request(end, id).post();
			return true;
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.SEND_QUEUE_FULL);
			return false;
		}
	}

}

package io.tofu.engine;

import java.util.Locale;

import io.tofu.AmpeStatus;

/** Why a connection has ended, as status and for people. */
record Ending(AmpeStatus status, String reason) {

	static final Ending BY_APPLICATION = new Ending(AmpeStatus.CHANNEL_CLOSED, "closed by the application");

	static final Ending BY_BOTH = new Ending(AmpeStatus.CHANNEL_CLOSED, "closed by both sides");

	static final Ending OF_GROUP = new Ending(AmpeStatus.CHANNEL_CLOSED, "the group is closed");

	/** Something has thrown. */
	static Ending of(Throwable failure) {
		return new Ending(Channel.statusOf(failure), Reasons.of(failure));
	}

	static Ending ofWriting(Exception failure) {
		return new Ending(AmpeStatus.SEND_FAILED, Reasons.of(failure));
	}

	static Ending ofPatience(AmpeStatus status, String reason) {
		return new Ending(status, status.name().toLowerCase(Locale.ROOT) + ": " + reason);
	}

	/** The peer has sent what cannot be taken. */
	static Ending ofViolation(Incoming incoming) {
		Exception failure = incoming.failure();
		assert failure != null : "that is what was violated";
		return of(failure);
	}

	/** The peer has closed, or the connection broke: everything it sent was delivered. */
	static Ending byPeer(Incoming incoming, Outgoing outgoing) {
		Exception failure = incoming.failure();
		String how = (failure != null) ? Reasons.of("the connection broke", failure)
				: "the peer has closed the connection";
		if (incoming.isInsideFrame()) {
			return new Ending(AmpeStatus.RECV_FAILED, "recv_failed, inside a message " + how);
		}
		return outgoing.isClosing() ? BY_BOTH : new Ending(AmpeStatus.PEER_DISCONNECTED, how);
	}

}

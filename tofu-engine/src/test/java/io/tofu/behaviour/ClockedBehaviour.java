package io.tofu.behaviour;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.ClockedEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What suites about time have in common: engines on a clock that the test moves, so that
 * nothing waits and nothing depends on how fast the machine is.
 */
abstract class ClockedBehaviour extends EngineBehaviour {

	static final Duration NANO = Duration.ofNanos(1);

	static final Duration SECOND = Duration.ofSeconds(1);

	static final Duration LONG = Duration.ofDays(1);

	private final ManualClock clock = new ManualClock();

	ClockedBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Override
	Ampe launch(AmpeOptions options) {
		return ClockedEngine.start(options, this.clock);
	}

	@AfterEach
	void timeGoesOn() {
		this.clock.run();
	}

	/** Lets time go by, and the loop see it. */
	final void pass(Duration duration) {
		this.clock.advance(duration);
		look();
	}

	/** Makes the loop go round, without a message. */
	final void look() {
		ampe().createGroup().close();
		ampe().createGroup().close();
	}

	/** A peer that was accepted and has said nothing. */
	final RawPeer acceptedPeer(Node server, Listener listener) {
		int before = server.group().channels().size();
		RawPeer peer = rawPeer(listener.address());
		Awaitility.await()
			.pollInterval(Duration.ofMillis(1))
			.until(() -> server.group().channels().size() == before + 1);
		look();
		return peer;
	}

	/** Has the peer write this part of a message, and the engine read it. */
	final void sendPart(RawPeer peer, RawFrame frame, int from, int to) {
		send(peer, Arrays.copyOfRange(frame.encode(), from, to));
	}

	/** Has the peer write this, and the engine look at it. */
	final void send(RawPeer peer, byte[] bytes) {
		long before = ampe().stats().passes();
		peer.write(bytes);
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> ampe().stats().passes() > before);
		look();
	}

	/** Nothing happens until so much time has gone by, then the channel ends. */
	final void expectEndAfter(Duration left, End end, String reason) {
		pass(left.minus(NANO));
		end.node().expectNothingElse();
		pass(NANO);
		end.expectEnd().withReason(reason);
		end.node().expectNothingElse();
	}

	/** The only connection is still there, until so much time has gone by. */
	final void expectUnreportedEndAfter(Duration left, Node node, RawPeer peer) {
		pass(left.minus(NANO));
		assertThat(node.group().channels()).hasSize(2);
		pass(NANO);
		assertThat(node.group().channels()).hasSize(1);
		peer.expectEnd();
		node.expectNothingElse();
	}

}

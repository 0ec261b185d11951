package io.tofu.behaviour;

import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.process.ChildJvm;
import io.tofu.process.Descriptors;
import io.tofu.process.EchoClients;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Very many connections at once; the client ends are in a process of their own, since
 * descriptors are limited per process.
 */
abstract class ManyConnectionsBehaviour extends EngineBehaviour {

	private static final int CONNECTIONS = 10_000;

	/** What the test itself and the JVM may open meanwhile. */
	private static final int SPARE = 200;

	ManyConnectionsBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(20)
	@DisplayName("every one of 10,000 connections echoes; when they have left, nothing is left")
	void allOfThemEcho() {
		Descriptors.ensureFree(CONNECTIONS + SPARE);
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		ChildJvm clients = keep(ChildJvm.start(EchoClients.class, listener.address().wire()));
		Future<Integer> left = inBackground(() -> serve(server));

		assertThat(clients.askNumber("connect " + CONNECTIONS)).isEqualTo(CONNECTIONS);
		assertThat(ampe().stats().channels()).isEqualTo(CONNECTIONS + 1);
		await()
			.untilAsserted(() -> assertThat(ampe().stats().messagesInUse()).as("messages of idle channels").isZero());
		Quiet.assertSleeps(ampe(), threadOf(ampe()));
		assertThat(clients.askNumber("echo first")).isEqualTo(CONNECTIONS);
		assertThat(clients.askNumber("echo second")).isEqualTo(CONNECTIONS);
		assertThat(clients.askNumber("leave")).isEqualTo(CONNECTIONS);

		assertThat(finish(left)).isEqualTo(CONNECTIONS);
		assertThat(ampe().stats().channels()).isEqualTo(1);
		listener.abort();
		server.expectNothingElse();
	}

	/** Answers everything until all have left. */
	private static int serve(Node server) {
		int left = 0;
		while (left < CONNECTIONS) {
			try (Message message = server.group().waitReceive()) {
				if (message.isFromEngine()) {
					assertThat(message.status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
					left++;
				}
				else {
					server.group().post(message.opCode(message.opCode().reply()));
				}
			}
		}
		return left;
	}

}

package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Groups come, connect, talk and go in every way there is, at any moment, from several
 * threads. Nothing may be left of them.
 */
class ChurnTests extends EngineBehaviour {

	private static final int THREADS = 4;

	private static final int CYCLES = 500;

	ChurnTests() {
		super(Wire::tcp);
	}

	@Test
	@Scenario(8)
	@DisplayName("groups connect and leave at any moment, from several threads")
	void groupsComeAndGo() {
		Random seeds = new Random(Seeds.next());
		Node server = node(start((options) -> options));
		List<Address> addresses = new ArrayList<>();
		for (Wire wire : List.of(Wire.tcp(), Wire.uds())) {
			addresses.add(server.listen(also(wire).freshServer()).address());
		}
		Future<?> serving = inBackground(() -> echo(server));
		List<Future<?>> visitors = new ArrayList<>();
		for (int t = 0; t < THREADS; t++) {
			Random random = new Random(seeds.nextLong());
			visitors.add(inBackground(() -> visit(random, addresses)));
		}
		visitors.forEach(EngineBehaviour::finish);
		assertThat(ampe().stats().channels()).isZero();
		assertThat(ampe().stats().groups()).isZero();
		assertThat(ampe().stats().messagesInUse()).isZero();
		server.close();
		finish(serving);
	}

	private void visit(Random random, List<Address> addresses) {
		for (int cycle = 0; cycle < CYCLES; cycle++) {
			try (Node visitor = new Node(ampe())) {
				End end = visitor.connect(addresses.get(random.nextInt(addresses.size())));
				int requests = random.nextInt(5);
				for (int i = 1; i <= requests; i++) {
					end.request("x").id(i).body(new byte[random.nextInt(20_000)]).post();
				}
				int answers = random.nextInt(requests + 1);
				for (int i = 0; i < answers; i++) {
					assertThat(visitor.receive().isFromEngine()).isFalse();
				}
				leave(random, end);
			}
		}
	}

	private static void leave(Random random, End end) {
		switch (random.nextInt(4)) {
			case 0 -> end.send(OpCode.BYE_SIGNAL).post();
			case 1 -> end.send(OpCode.BYE_REQUEST).post();
			case 2 -> {
				end.send(OpCode.BYE_SIGNAL).post();
				end.node().receiveUntilEndOf(end.channel());
			}
			default -> assertThat(end.channel()).isPositive();
		}
	}

	/** Answers until the group closes. */
	private static void echo(Node server) {
		try {
			while (true) {
				try (Message message = server.group().waitReceive()) {
					if (!message.isFromEngine() && message.opCode().reply() != null) {
						answer(server, message);
					}
				}
			}
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		}
	}

	private static void answer(Node server, Message message) {
		try {
			server.group().post(message.opCode(message.opCode().reply()));
		}
		catch (AmpeException ex) {
			assertThat(ex.status()).isIn(AmpeStatus.INVALID_CHANNEL_NUMBER, AmpeStatus.SHUTDOWN_STARTED);
		}
	}

}

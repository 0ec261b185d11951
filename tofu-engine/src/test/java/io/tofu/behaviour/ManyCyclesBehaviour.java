package io.tofu.behaviour;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.process.Descriptors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections of one group that come and go, so many that whatever is forgotten of one
 * adds up.
 */
@Timeout(600)
abstract class ManyCyclesBehaviour extends EngineBehaviour {

	private static final int CYCLES = Integer.getInteger("tofu.cycles", 100_000);

	/** So much later than the first ones nothing new is loaded or compiled. */
	private static final int WARM_UP = CYCLES / 10;

	private static final int AT_A_TIME = 32;

	/** Less than 24 bytes a cycle. */
	private static final long HEAP_NOISE = 2 << 20;

	/** How many numbers are released before one is used again. */
	private static final int REST = 1024;

	/** By channel number: how many had been released when it was, 0 = never. */
	private final int[] released = new int[1 << 16];

	private int releases;

	ManyCyclesBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(20)
	@DisplayName("100,000 connections that come and go leave nothing, and numbers rest before they are used again")
	void nothingGrows() {
		Node server = node(start((options) -> options));
		Listener listener = server.listen(this.wire.freshServer());
		Node client = node();
		cycle(client, server, listener.address(), WARM_UP);
		long descriptors = Descriptors.open();
		long heap = Heap.used();

		cycle(client, server, listener.address(), CYCLES - WARM_UP);
		await().untilAsserted(() -> assertThat(Descriptors.open()).as("descriptors").isLessThanOrEqualTo(descriptors));
		await().pollInterval(Duration.ofMillis(50))
			.untilAsserted(() -> assertThat(Heap.used() - heap).as("growth of the heap").isLessThan(HEAP_NOISE));
		assertThat(ampe().stats().channels()).isZero();
		assertThat(ampe().stats().messagesInUse()).isZero();
		assertThat(server.ampe().stats().channels()).isEqualTo(1);
		assertThat(server.ampe().stats().messagesInUse()).isZero();
		assertThat(this.releases).isEqualTo(CYCLES);
	}

	/** Says hello, and drops the connection when it is answered, so many times. */
	private void cycle(Node client, Node server, Address address, int cycles) {
		Future<?> serving = inBackground(() -> greet(server, cycles));
		int posted = 0;
		for (int ended = 0; ended < cycles;) {
			if (posted < cycles && posted - ended < AT_A_TIME) {
				checkRested(client.hello(address).post().channelNumber());
				posted++;
				continue;
			}
			try (Message message = client.group().waitReceive()) {
				if (!message.isFromEngine()) {
					assertThat(message.opCode()).isEqualTo(OpCode.HELLO_RESPONSE);
					client.group().post(message.opCode(OpCode.BYE_SIGNAL));
					continue;
				}
				assertThat(message.status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
				this.released[message.channelNumber()] = ++this.releases;
				ended++;
			}
		}
		finish(serving);
	}

	private void checkRested(int channel) {
		if (this.released[channel] != 0) {
			assertThat(this.releases - this.released[channel]).isGreaterThanOrEqualTo(REST);
		}
	}

	private static void greet(Node server, int cycles) {
		for (int ended = 0; ended < cycles;) {
			try (Message message = server.group().waitReceive()) {
				if (message.isFromEngine()) {
					assertThat(message.status()).isEqualTo(AmpeStatus.CHANNEL_CLOSED);
					ended++;
				}
				else {
					server.group().post(message.opCode(OpCode.HELLO_RESPONSE));
				}
			}
		}
	}

}

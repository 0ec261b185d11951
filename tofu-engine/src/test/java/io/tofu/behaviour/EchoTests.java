package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import io.tofu.Address;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The smallest server there is, and many clients.
 */
class EchoTests extends EngineBehaviour {

	private static final int CLIENTS = 20;

	private static final int ECHOES = 100;

	EchoTests() {
		super(Wire::tcp);
	}

	@Test
	@Scenario(9)
	@DisplayName("listeners of both kinds in one group, 20 clients with 100 echoes each, who leave by ByeSignal")
	void echo() {
		Node server = node();
		List<Address> addresses = new ArrayList<>();
		for (Wire wire : List.of(Wire.tcp(), Wire.uds(), Wire.tcp(), Wire.uds())) {
			addresses.add(server.listen(also(wire).freshServer()).address());
		}
		Future<Integer> echoes = inBackground(() -> serve(server));
		List<Future<?>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			Node client = node();
			Address address = addresses.get(i % addresses.size());
			clients.add(inBackground(() -> ask(client, address)));
		}
		clients.forEach(EngineBehaviour::finish);
		assertThat(finish(echoes)).isEqualTo(CLIENTS * (ECHOES + 1));
		assertThat(ampe().stats().channels()).isEqualTo(addresses.size());
	}

	/** Answers everything in the same message, until all clients have left. */
	private static int serve(Node server) {
		int answered = 0;
		for (int left = 0; left < CLIENTS;) {
			try (Message message = server.group().waitReceive(Node.PATIENCE)) {
				assertThat(message).isNotNull();
				if (message.isFromEngine()) {
					assertThat(Received.of(message).isLastOf(message.channelNumber())).isTrue();
					left++;
				}
				else {
					server.group().post(message.opCode(message.opCode().reply()));
					answered++;
				}
			}
		}
		return answered;
	}

	private static void ask(Node client, Address address) {
		End end = client.connect(address);
		end.expect(OpCode.HELLO_RESPONSE).withId(end.helloId());
		for (int i = 1; i <= ECHOES; i++) {
			end.request("echo " + i).id(i).header("number", "" + i).post();
			end.expect(OpCode.RESPONSE).withId(i).withHeader("number", "" + i).withBody("echo " + i);
		}
		end.abort();
	}

}

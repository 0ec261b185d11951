package io.tofu.behaviour;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that come and go at one address, and clients that try until they get through.
 */
abstract class ReconnectingBehaviour extends EngineBehaviour {

	private static final int CYCLES = 200;

	private static final int CLIENTS = 4;

	private static final AmpeStatus[] NOBODY_THERE = { AmpeStatus.CONNECT_FAILED, AmpeStatus.UDS_PATH_NOT_FOUND };

	ReconnectingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@Scenario(8)
	@DisplayName("a client fails while nobody is there, gets through, loses the server: hundreds of times")
	void oneAfterTheOther() throws IOException {
		Address server = this.wire.lastingServer();
		Ampe servers = start((options) -> options);
		Node client = node();
		try (Message template = client.hello(Wire.clientOf(server)).header("who", "me").message()) {
			for (int i = 0; i < CYCLES; i++) {
				End refused = post(client, template);
				refused.expectFromEngine(OpCode.HELLO_RESPONSE, NOBODY_THERE).withHeader("who", "me");
				refused.expectEnd();
				Node there = node(servers);
				there.listen(server);
				End end = post(client, template);
				there.accept();
				end.expect(OpCode.HELLO_RESPONSE);
				there.close();
				end.expectEnd();
			}
		}
		client.expectNothingElse();
		assertThat(servers.stats().channels()).isZero();
	}

	@Test
	@Scenario(8)
	@DisplayName("clients of several threads get through again and again while the server comes and goes")
	void allAtOnce() throws IOException {
		Address server = this.wire.lastingServer();
		Ampe servers = start((options) -> options);
		List<Future<?>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			Node client = node();
			clients.add(inBackground(() -> getThrough(client, Wire.clientOf(server))));
		}
		AtomicBoolean served = new AtomicBoolean();
		Future<Integer> serving = inBackground(() -> comeAndGo(servers, server, served));
		clients.forEach(EngineBehaviour::finish);
		served.set(true);
		assertThat(finish(serving)).isGreaterThan(1);
		assertThat(ampe().stats().channels()).isZero();
		assertThat(servers.stats().channels()).isZero();
	}

	/** Tries until it has got through so many times. */
	private static void getThrough(Node client, Address address) {
		try (Message template = client.hello(address).message()) {
			for (int i = 0; i < CYCLES / CLIENTS;) {
				End end = post(client, template);
				List<Received> all = client.receiveUntilEndOf(end.channel());
				Received first = all.remove(0);
				if (first.opCode() == OpCode.HELLO_RESPONSE && !first.isFromEngine()) {
					i++;
				}
				else if (first.opCode() == OpCode.HELLO_RESPONSE) {
					assertThat(first.status().isNotice()).as(first.toString()).isFalse();
				}
				assertThat(all.size()).isLessThanOrEqualTo(1);
			}
		}
	}

	/** Listens, greets who comes, and leaves them, until all of them are served. */
	private static int comeAndGo(Ampe servers, Address address, AtomicBoolean served) {
		int times = 0;
		while (!served.get()) {
			try (Node server = new Node(servers)) {
				server.listen(address);
				times++;
				int greeted = 0;
				for (boolean more = false; !served.get() && (greeted == 0 || more);) {
					more = greet(server);
					greeted += more ? 1 : 0;
				}
			}
		}
		return times;
	}

	private static boolean greet(Node server) {
		try (Message message = server.group().waitReceive(Node.MOMENT)) {
			boolean hello = message != null && message.opCode() == OpCode.HELLO_REQUEST;
			if (hello) {
				server.group().post(message.opCode(OpCode.HELLO_RESPONSE));
			}
			return hello;
		}
	}

	private static End post(Node client, Message template) {
		BinaryHeader hello = client.group().post(template.copyHeaders());
		return new End(client, hello.channelNumber(), hello.messageId());
	}

}

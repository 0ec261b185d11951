package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.tofu.Address;
import io.tofu.OpCode;
import io.tofu.process.ChildJvm;
import io.tofu.process.EchoServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener whose process may open no more descriptors.
 */
abstract class AcceptFailureBehaviour extends EngineBehaviour {

	/** A JVM takes less than half of them for itself. */
	private static final int DESCRIPTORS = 128;

	private static final int CLIENTS = 128;

	/** A retry is a pass that the deadline ends and one in which accepting fails. */
	private static final int PASSES_PER_RETRY = 4;

	private static final long RETRY_NANOS = 100_000_000;

	private static final int RETRIES = 5;

	AcceptFailureBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@Test
	@DisplayName("no descriptors left: one accept_failed, no busy loop; everybody is served as soon as there are")
	void listenerWithoutDescriptorsRecovers() {
		ChildJvm server = keep(startServer());
		Address address = Wire.clientOf(Address.server(server.ask("address")));
		for (int episode = 0; episode < 2; episode++) {
			long failures = server.askNumber("failures");
			long greeted = server.askNumber("greeted");
			List<RawPeer> peers = new ArrayList<>();
			for (int i = 1; i <= CLIENTS; i++) {
				peers.add(rawPeer(address).write(RawFrame.hello(i)));
			}
			await().until(() -> server.askNumber("failures") > failures);
			assertRetriesCalmly(server);
			assertThat(server.askNumber("failures")).isEqualTo(failures + 1);

			int served = (int) (server.askNumber("greeted") - greeted);
			assertThat(served).isBetween(1, CLIENTS - 1);
			assertGreeted(peers.subList(0, served), 1);
			peers.subList(0, served).forEach(RawPeer::close);
			assertGreeted(peers.subList(served, CLIENTS), served + 1);
			assertEchoes(peers.get(CLIENTS - 1));
			peers.forEach(RawPeer::close);
			await().until(() -> server.askNumber("left") == server.askNumber("greeted"));
		}
		assertEchoes(rawPeer(address));
	}

	@Test
	@DisplayName("no descriptors left before anything was written: who is connected is served all the same")
	void engineThatNeverWroteNeedsNoDescriptorToWrite() {
		ChildJvm server = keep(startServer());
		Address address = Wire.clientOf(Address.server(server.ask("address")));
		List<RawPeer> peers = new ArrayList<>();
		for (int i = 1; i <= CLIENTS; i++) {
			peers.add(rawPeer(address));
		}
		await().until(() -> server.askNumber("failures") > 0);
		peers.get(0).write(RawFrame.hello(1));
		assertGreeted(peers.subList(0, 1), 1);
		assertEchoes(peers.get(0));
	}

	private ChildJvm startServer() {
		String address = this.wire.freshServerOfAProcess().wire();
		return ChildJvm.startWithDescriptors(DESCRIPTORS, EchoServer.class, address);
	}

	/** Waits for some retries; between them the loop sleeps. */
	private static void assertRetriesCalmly(ChildJvm server) {
		long start = System.nanoTime();
		long passes = server.askNumber("passes");
		long cpu = server.askNumber("cpu");
		await().until(() -> server.askNumber("passes") >= passes + RETRIES);
		long passed = server.askNumber("passes") - passes;
		long consumed = server.askNumber("cpu") - cpu;
		long elapsed = System.nanoTime() - start;
		assertThat(passed).as("passes in " + elapsed + " ns")
			.isLessThanOrEqualTo(PASSES_PER_RETRY * (elapsed / RETRY_NANOS + 1));
		assertThat(consumed).as("CPU time in " + elapsed + " ns").isLessThan(elapsed / 10);
	}

	private static void assertGreeted(List<RawPeer> peers, long firstId) {
		for (RawPeer peer : peers) {
			assertThat(peer.expect(OpCode.HELLO_RESPONSE).id()).isEqualTo(firstId++);
		}
	}

	private static void assertEchoes(RawPeer peer) {
		peer.write(RawFrame.of(OpCode.REQUEST).withId(7).withBody("echo"));
		RawFrame answer = peer.expect(OpCode.RESPONSE);
		assertThat(answer.id()).isEqualTo(7);
		assertThat(answer.text()).isEqualTo("echo");
	}

}

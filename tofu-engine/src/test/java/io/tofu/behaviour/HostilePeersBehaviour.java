package io.tofu.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that do not keep to the protocol. A good one is served all the while.
 */
abstract class HostilePeersBehaviour extends EngineBehaviour {

	private static final int ANNOUNCERS = 500;

	private static final int VISITS = 100;

	private Node server;

	private Listener listener;

	private RawPeer good;

	private End goodEnd;

	HostilePeersBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	@BeforeEach
	void aGoodPeerIsThere() {
		this.server = node();
		this.listener = this.server.listen(this.wire.freshServer());
		this.good = rawPeer(this.listener.address());
		this.goodEnd = this.good.shakeHands(this.server, 1);
	}

	@AfterEach
	void theGoodPeerIsStillServed() {
		this.good.write(RawFrame.of(OpCode.REQUEST).withId(2));
		this.goodEnd.expect(OpCode.REQUEST).withId(2);
		this.goodEnd.send(OpCode.RESPONSE).id(2).post();
		assertThat(this.good.expect(OpCode.RESPONSE).id()).isEqualTo(2);
	}

	@ParameterizedTest(name = "opcode {0} closes that channel")
	@Scenario(18)
	@ValueSource(ints = { 8, 9, 10, 11, 12, 13, 14, 15 })
	void unknownOpcodesCloseTheChannel(int opCode) {
		RawPeer bad = rawPeer(this.listener.address());
		End end = bad.shakeHands(this.server, 7);
		bad.write(RawFrame.of(OpCode.SIGNAL).withId(8), RawFrame.of(opCode).withId(9), RawFrame.of(OpCode.SIGNAL));
		end.expect(OpCode.SIGNAL).withId(8);
		end.expectEnd().withId(7);
		this.server.expectNothingElse();
		assertThat(bad.drain()).isZero();
	}

	@ParameterizedTest(name = "opcode {0} as the first frame closes that channel, unreported")
	@Scenario(18)
	@ValueSource(ints = { 8, 9, 10, 15 })
	void unknownOpcodeAsTheFirstFrame(int opCode) {
		RawPeer bad = rawPeer(this.listener.address());
		bad.write(RawFrame.of(opCode).withId(9));
		assertThat(bad.drain()).isZero();
		this.server.expectNothingElse();
	}

	@ParameterizedTest(name = "proto bits {0} are cleaned")
	@Scenario(18)
	@ValueSource(ints = { 0x10, 0x40, 0x80, 0xD0 })
	void forgedOriginAndInternalBitsAreCleaned(int bits) {
		this.good.write(RawFrame.of(OpCode.SIGNAL.code() | bits).withId(5));
		this.goodEnd.expect(OpCode.SIGNAL).withId(5).withMore(false);
	}

	@ParameterizedTest(name = "status {0} is cleaned")
	@Scenario(18)
	@ValueSource(ints = { 1, 19, 22, 23, 64, 255 })
	void forgedStatusIsCleaned(int status) {
		this.good.write(RawFrame.of(OpCode.SIGNAL.code() | 0x10).withStatus(status).withId(5));
		this.goodEnd.expect(OpCode.SIGNAL).withId(5);
	}

	@Test
	@Scenario(18)
	@DisplayName("what was cleaned is not sent back either")
	void forgedBitsAreNotSentBack() {
		this.good.write(RawFrame.of(OpCode.REQUEST.code() | 0xF0).withStatus(22).withId(5));
		try (Message message = this.server.group().waitReceive(Node.PATIENCE)) {
			assertThat(message).isNotNull();
			assertThat(message.hasMore()).isTrue();
			this.server.group().post(message.opCode(OpCode.RESPONSE));
		}
		assertThat(this.good.expect(OpCode.RESPONSE).hasMore()).isTrue();
	}

	@Test
	@Scenario(19)
	@DisplayName("a ByeSignal on the wire is delivered, then the channel closes")
	void byeSignalOnTheWire() {
		RawPeer original = rawPeer(this.listener.address());
		End end = original.shakeHands(this.server, 7);
		original.write(RawFrame.of(OpCode.BYE_SIGNAL).withId(8), RawFrame.of(OpCode.REQUEST).withId(9));
		end.expect(OpCode.BYE_SIGNAL).withId(8);
		original.close();
		end.expectEnd();
		this.server.expectNothingElse();
	}

	@Test
	@Scenario(18)
	@DisplayName("an announced frame that never comes")
	void announcedFrameThatNeverComes() {
		RawPeer bad = rawPeer(this.listener.address());
		bad.write(RawFrame.hex("00 00 00 00 00 00 00 00 00 00 00 01 FF FF FF FF"));
		theGoodPeerIsStillServed();
		bad.close();
		this.server.expectNothingElse();
	}

	@Test
	@Scenario(18)
	@DisplayName("what is announced and does not come takes no memory")
	void announcementsTakeNoMemory() {
		long before = Heap.used();
		List<RawPeer> bad = new ArrayList<>();
		for (int i = 0; i < ANNOUNCERS; i++) {
			bad.add(rawPeer(this.listener.address())
				.write(RawFrame.hex("00 00 00 00 00 00 00 00 00 00 00 01 FF FF FF FF")));
		}
		await().until(() -> ampe().stats().channels() == ANNOUNCERS + 2);
		theGoodPeerIsStillServed();
		assertThat(Heap.used() - before).isLessThan(ANNOUNCERS * (2L * 65535) / 4);
		bad.forEach(RawPeer::close);
		this.server.expectNothingElse();
	}

	@Test
	@Scenario(18)
	@DisplayName("a good peer is served among many of all kinds")
	void goodPeerAmongManyBadOnes() {
		Random seeds = new Random(Seeds.next());
		byte[] hello = RawFrame.hello(1).encode();
		List<Future<?>> crowd = new ArrayList<>();
		for (Consumer<Random> kind : List.<Consumer<Random>>of((random) -> visit().close(), (random) -> visit().reset(),
				(random) -> {
					RawPeer bad = writeRandom(visit(), random);
					bad.drain();
					bad.close();
				}, (random) -> {
					RawPeer slow = visit();
					for (int i = 0; i < hello.length - 1; i++) {
						slow.write(hello, i, i + 1);
					}
					slow.close();
				})) {
			Random random = new Random(seeds.nextLong());
			crowd.add(inBackground(() -> IntStream.range(0, VISITS).forEach((i) -> kind.accept(random))));
		}
		int echoes = 0;
		while (!crowd.stream().allMatch(Future::isDone)) {
			theGoodPeerIsStillServed();
			echoes++;
		}
		crowd.forEach(EngineBehaviour::finish);
		assertThat(echoes).isPositive();
		this.server.expectNothingElse();
		await().until(() -> ampe().stats().channels() == 2);
	}

	@Test
	@Scenario(18)
	@DisplayName("connect and leave, many times")
	void connectAndLeave() {
		for (int i = 0; i < 200; i++) {
			RawPeer bad = rawPeer(this.listener.address());
			if (i % 2 == 0) {
				bad.reset();
			}
			else {
				bad.close();
			}
		}
		this.server.expectNothingElse();
	}

	@RepeatedTest(10)
	@Scenario(18)
	@DisplayName("random bytes")
	void randomBytes() {
		Random random = new Random(Seeds.next());
		writeRandom(rawPeer(this.listener.address()), random).drain();
		this.server.expectNothingElse();
	}

	/** Anything but a message. */
	private static RawPeer writeRandom(RawPeer bad, Random random) {
		byte[] bytes = new byte[RawFrame.HEADER_LENGTH + random.nextInt(200_000)];
		random.nextBytes(bytes);
		bytes[2] = (byte) (bytes[2] | 0x0A);
		try {
			bad.write(bytes);
		}
		catch (UncheckedIOException ex) {
			// the engine has hung up
		}
		return bad;
	}

	/** One more peer, on whatever thread, that is going to close. */
	private RawPeer visit() {
		try {
			return new RawPeer(this.wire.connect(this.listener.address()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

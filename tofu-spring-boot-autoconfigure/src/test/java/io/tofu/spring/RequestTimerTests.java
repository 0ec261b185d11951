package io.tofu.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.tofu.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/** Asynchronous requests end at their times, in whatever order these were set. */
@Timeout(60)
class RequestTimerTests {

	private TestApplication server;

	private RawPeer peer;

	private TofuChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.server = TestApplication.with().addresses("tcp://127.0.0.1:0").start();
		this.peer = RawPeer.greet(this.server.address());
		this.channel = this.server.connections.channels().iterator().next();
		await().until(this.channel::takesRequests);
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		this.server.close();
	}

	@Test
	void aShortTimeEndsBesideALongOne() throws Exception {
		CompletableFuture<String> patient = request(Duration.ofMinutes(10));
		long id = this.peer.receive().id();
		CompletableFuture<String> impatient = request(Duration.ofMillis(30));
		assertTimesOut(impatient, "30 ms");
		assertThat(patient).isNotDone();
		this.peer.send(OpCode.RESPONSE, id, "content-type: text/plain\r\n", "there");
		assertThat(patient.get(10, TimeUnit.SECONDS)).isEqualTo("there");
	}

	@Test
	void timesAreKeptOneAfterAnother() throws Exception {
		for (int i = 0; i < 3; i++) {
			assertTimesOut(request(Duration.ofMillis(20)), "20 ms");
		}
		assertThat(this.channel.awaitsAnswer()).isFalse();
	}

	@Test
	void manyTimesCloseTogetherAreAllKept() throws Exception {
		List<CompletableFuture<String>> requests = new ArrayList<>();
		for (int millis = 200; millis > 0; millis--) {
			requests.add(request(Duration.ofMillis(millis)));
		}
		for (CompletableFuture<String> request : requests) {
			assertTimesOut(request, " ms");
		}
		assertThat(this.channel.awaitsAnswer()).isFalse();
	}

	@Test
	void aRequestThatCannotEndDoesNotKeepOthersFromIt() {
		// With this id it is looked at before all others
		Exchange broken = new Exchange(null, 0, false, null);
		assertThatNullPointerException().isThrownBy(() -> broken.failAfter(Duration.ZERO, Duration.ZERO));
		this.channel.exchanges().add(broken);
		assertTimesOut(request(Duration.ofMillis(20)), "20 ms");
		assertThat(broken.result()).isCompletedExceptionally();
	}

	/** Some come just when the timer looks, or decides when to look again. */
	@Test
	void timesThatBeginWhileOthersEndAreAllKept() {
		long seed = Long.getLong("tofu.test.seed", System.nanoTime());
		System.out.println("RequestTimerTests: -Dtofu.test.seed=" + seed);
		List<CompletableFuture<List<Exchange>>> callers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Random random = new Random(seed + i);
			callers.add(CompletableFuture.supplyAsync(() -> waitShortly(random)));
		}
		for (CompletableFuture<List<Exchange>> caller : callers) {
			assertThat(caller).succeedsWithin(Duration.ofSeconds(30));
			for (Exchange exchange : caller.join()) {
				assertTimesOut(exchange.result(), "No answer");
			}
		}
		assertThat(this.channel.awaitsAnswer()).isFalse();
	}

	private List<Exchange> waitShortly(Random random) {
		List<Exchange> exchanges = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			Exchange exchange = this.channel.open(false, null);
			Duration time = Duration.ofNanos(random.nextInt(2_000_000));
			exchange.failAfter(time, time);
			exchanges.add(exchange);
			if (random.nextInt(4) == 0) {
				assertTimesOut(exchange.result(), "No answer");
			}
		}
		return exchanges;
	}

	@Test
	void theEndOfTheChannelEndsThePatientOnes() throws Exception {
		CompletableFuture<String> patient = request(Duration.ofDays(1));
		this.peer.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> patient.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(TofuDisconnectedException.class);
	}

	private CompletableFuture<String> request(Duration timeout) {
		return this.channel.route("x").timeout(timeout).requestAsync(String.class);
	}

	private static void assertTimesOut(CompletableFuture<?> request, String text) {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> request.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(TofuTimeoutException.class)
			.withMessageContaining(text);
	}

}

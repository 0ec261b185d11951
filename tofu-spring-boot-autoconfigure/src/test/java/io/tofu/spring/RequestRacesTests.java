package io.tofu.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every request ends in one answer or one exception, whatever happens meanwhile. */
@Timeout(120)
class RequestRacesTests {

	private static final int THREADS = 6;

	@TempDir
	private Path directory;

	private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	@Test
	void whenConnectionsEndAndComeBack() throws Exception {
		Random random = new Random(7);
		try (TestApplication server = TestApplication.listeningOn(address());
				TestApplication client = client(address())) {
			whileRequesting(client, () -> {
				for (int i = 0; i < 60; i++) {
					int next = i * 40 + random.nextInt(40);
					await().pollInterval(Duration.ofMillis(1))
						.until(() -> this.answered.get() + this.failed.get() > next);
					server.connections.channels().forEach((i % 2 == 0) ? TofuChannel::close : TofuChannel::abort);
				}
			});
			await().untilAsserted(() -> assertThat(client.ampe.stats().messagesInUse()).isZero());
			await().untilAsserted(() -> assertThat(server.ampe.stats().messagesInUse()).isZero());
			assertThat(client.request("echo").body("still alive").request(String.class)).isEqualTo("still alive");
		}
		assertThat(this.unexpected).isEmpty();
		assertThat(this.answered).hasPositiveValue();
	}

	@Test
	void whenTheClientStopsAndStarts() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(address());
				TestApplication client = client(address())) {
			whileRequesting(client, () -> {
				for (int i = 0; i < 20; i++) {
					int next = this.answered.get() + 20;
					await().pollInterval(Duration.ofMillis(1)).until(() -> this.answered.get() > next);
					client.traffic.stop();
					client.connections.stop();
					client.traffic.start();
				}
			});
			await().untilAsserted(() -> assertThat(client.ampe.stats().messagesInUse()).isZero());
			assertThat(server.connections.channels()).hasSizeLessThanOrEqualTo(1);
		}
		assertThat(this.unexpected).isEmpty();
	}

	@Test
	void whenTheEngineIsClosed() throws Exception {
		try (TestApplication server = TestApplication.listeningOn(address());
				TestApplication client = client(address())) {
			whileRequesting(client, () -> {
				await().until(() -> this.answered.get() > 100);
				client.ampe.close();
				int seen = this.failed.get();
				await().until(() -> this.failed.get() > seen + 100);
			});
			assertThat(server.servers.all()).hasSize(1);
		}
		assertThat(this.unexpected).isEmpty();
	}

	private void whileRequesting(TestApplication client, Runnable disturbance) throws InterruptedException {
		AtomicBoolean over = new AtomicBoolean();
		CountDownLatch ended = new CountDownLatch(THREADS);
		for (int thread = 0; thread < THREADS; thread++) {
			int size = (thread % 2 == 0) ? 10 : 100_000;
			boolean async = thread % 3 == 0;
			client.callbacks.execute(() -> {
				while (!over.get()) {
					request(client, new byte[size], async);
				}
				ended.countDown();
			});
		}
		try {
			disturbance.run();
		}
		finally {
			over.set(true);
		}
		assertThat(ended.await(30, TimeUnit.SECONDS)).as("every request ended").isTrue();
	}

	private void request(TestApplication client, byte[] body, boolean async) {
		try {
			TofuClient.RequestSpec request = client.request("echo").body(body);
			byte[] answer = async ? asynchronously(request) : request.request(byte[].class);
			assertThat(answer).hasSize(body.length);
			this.answered.incrementAndGet();
		}
		catch (TofuDisconnectedException ex) {
			this.failed.incrementAndGet();
		}
		catch (Throwable ex) {
			this.unexpected.add(ex);
		}
	}

	private static byte[] asynchronously(TofuClient.RequestSpec request) throws Throwable {
		CompletableFuture<byte[]> answer = request.requestAsync(byte[].class);
		try {
			return answer.get(30, TimeUnit.SECONDS);
		}
		catch (java.util.concurrent.ExecutionException ex) {
			throw ex.getCause();
		}
	}

	private String address() {
		return "unix:" + this.directory.resolve("races.sock");
	}

	private static TestApplication client(String address) {
		ReconnectSettings soon = new ReconnectSettings(true, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0, null);
		return TestApplication.with()
			.peer("peer",
					PeerSettings.builder(address)
						.connectWait(Duration.ofMillis(200))
						.requestTimeout(Duration.ofSeconds(20))
						.reconnect(soon)
						.build())
			.start();
	}

}

package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.OpCode;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whoever does not read a stream holds up its sender, and nobody else: between starters
 * not even what goes over the same connection.
 */
@Timeout(60)
class StalledStreamTests {

	private static final long SIZE = 32 << 20;

	private static final Duration SHORT = Duration.ofMillis(200);

	private final Reader reader = new Reader();

	private final Running server = Running.listening(this.reader);

	@AfterEach
	void end() {
		this.reader.release.countDown();
		this.server.close();
	}

	@Test
	void aStalledUploadLetsRequestsOfBothSidesPass() {
		try (Running client = Running.connectedTo(this.server.port(), new Echo())) {
			Counted content = new Counted(new Content(SIZE));
			CompletableFuture<String> digest = CompletableFuture
				.supplyAsync(() -> client.request("read").body(content).request(String.class));
			awaitStall(content.count);
			assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
			assertThat(this.server.request("echo").body("back").request(String.class)).isEqualTo("back");
			assertThat(content.count.get()).isLessThan(SIZE);
			this.reader.release.countDown();
			assertThat(digest.join()).isEqualTo(Reader.EXPECTED);
			client.assertNothingIsLeft();
			this.server.assertNothingIsLeft();
		}
	}

	@Test
	void aStalledDownloadLetsRequestsOfBothSidesPass() throws IOException {
		try (Running client = Running.connectedTo(this.server.port(), new Echo());
				InputStream content = client.request("send").requestInputStream()) {
			awaitStall(this.reader.sent.count);
			assertThat(client.request("echo").body("hello").request(String.class)).isEqualTo("hello");
			assertThat(this.server.request("echo").body("back").request(String.class)).isEqualTo("back");
			assertThat(this.reader.sent.count.get()).isLessThan(SIZE);
			assertThat(Content.consume(content, 0)).isEqualTo(Reader.EXPECTED);
			client.assertNothingIsLeft();
			this.server.assertNothingIsLeft();
		}
	}

	@Test
	void aPeerWithoutFlowControlIsNotReadAndOthersAre() throws IOException {
		try (RawPeer stalled = RawPeer.simple(this.server.port()); RawPeer other = RawPeer.simple(this.server.port())) {
			Content content = new Content(SIZE);
			byte[] block = new byte[1 << 15];
			boolean held = false;
			for (long sent = 0; sent < SIZE; sent += block.length) {
				assertThat(content.readNBytes(block, 0, block.length)).isEqualTo(block.length);
				String[] headers = (sent == 0) ? new String[] { "route", "read" } : new String[0];
				if (!stalled.offer(SHORT, OpCode.REQUEST, 1, true, block, headers)) {
					assertThat(other.ask(1, "echo", "hello")).isEqualTo("hello");
					held = true;
					this.reader.release.countDown();
					stalled.send(OpCode.REQUEST, 1, true, block);
				}
			}
			assertThat(held).as("the sender was held up").isTrue();
			stalled.send(OpCode.REQUEST, 1, false, "");
			assertThat(stalled.receive(OpCode.RESPONSE, 1).text()).isEqualTo(Reader.EXPECTED);
			this.server.assertNothingIsLeft();
		}
	}

	/** Waits until the sender has begun and then sends nothing more. */
	private static void awaitStall(AtomicLong count) {
		AtomicLong before = new AtomicLong();
		await().pollInterval(SHORT).until(() -> count.get() > 0 && before.getAndSet(count.get()) == count.get());
	}

	/** Takes one byte and then nothing more until it is released. */
	static class Reader extends Echo {

		static final String EXPECTED = expected();

		final CountDownLatch release = new CountDownLatch(1);

		final Counted sent = new Counted(new Content(SIZE));

		@TofuListener("read")
		String read(InputStream content) throws IOException, InterruptedException {
			assertThat(this.release.await(Running.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			return Content.consume(content, 0);
		}

		@TofuListener("send")
		InputStream send() {
			return this.sent;
		}

		private static String expected() {
			try {
				return Content.consume(new Content(SIZE), 0);
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}

	}

	static class Echo {

		@TofuListener("echo")
		String echo(String text) {
			return text;
		}

	}

	/** Counts what was read of it. */
	static final class Counted extends InputStream {

		final AtomicLong count = new AtomicLong();

		private final InputStream source;

		Counted(InputStream source) {
			this.source = source;
		}

		@Override
		public int read() throws IOException {
			this.count.incrementAndGet();
			return this.source.read();
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			int read = this.source.read(target, offset, length);
			this.count.addAndGet(Math.max(0, read));
			return read;
		}

	}

}

package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.tofu.spring.TofuException;
import io.tofu.spring.TofuStream;
import io.tofu.spring.TofuTimeoutException;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Streams that are forgotten, that are many, that stand still, or that still go on when
 * an application stops: nothing of them stays.
 */
@Timeout(120)
class LongStreamsTests {

	private static final String IMPATIENT = "tofu.stream.idle-timeout=500ms";

	private static final String SMALL = "tofu.stream.window=10KB";

	private final Flood flood = new Flood();

	@Test
	void aStreamThatIsNeverReadIsGivenUp() {
		try (Running server = Running.listening(this.flood, SMALL, IMPATIENT);
				Running client = Running.connectedTo(server.port(), new Flood(), SMALL, IMPATIENT)) {
			TofuStream<byte[]> forgotten = client.request("flood").requestStream(byte[].class);
			await().atMost(Running.PATIENCE).untilTrue(this.flood.closed);
			server.assertNothingIsLeft();
			client.assertNothingIsLeft();
			Iterator<byte[]> late = forgotten.iterator();
			assertThatExceptionOfType(TofuException.class).isThrownBy(() -> late.forEachRemaining((element) -> {
			}));
		}
	}

	@Test
	void aSourceThatStandsStillIsGivenUpAndClosed() {
		try (Running server = Running.listening(this.flood, IMPATIENT);
				Running client = Running.connectedTo(server.port(), new Flood(), IMPATIENT)) {
			Silent source = new Silent();
			assertThatExceptionOfType(TofuException.class).isThrownBy(
					() -> client.request("read").timeout(Duration.ofSeconds(20)).body(source).request(Long.class));
			server.assertNothingIsLeft();
			client.assertNothingIsLeft();
			assertThat(this.flood.failure.get()).hasCauseInstanceOf(TofuTimeoutException.class);
		}
	}

	@Test
	void manyStreamsShareOneConnectionAndFewThreads() {
		try (Running server = Running.listening(this.flood, SMALL, "tofu.listener.concurrency=4");
				Running client = Running.connectedTo(server.port(), new Flood(), SMALL)) {
			List<CompletableFuture<Long>> uploads = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				long size = 1000L * i;
				uploads.add(client.request("read").body(new Content(size)).requestAsync(Long.class));
			}
			for (int i = 0; i < uploads.size(); i++) {
				assertThat(uploads.get(i).join()).isEqualTo(1000L * i);
			}
			server.assertNothingIsLeft();
			client.assertNothingIsLeft();
		}
	}

	@Test
	void whatEndsInTheGracePeriodArrivesCompletely() {
		try (Running server = Running.listening(this.flood, SMALL);
				Running client = Running.connectedTo(server.port(), new Flood(), SMALL);
				TofuStream<byte[]> stream = client.request("some").requestStream(byte[].class)) {
			Iterator<byte[]> elements = stream.iterator();
			elements.next();
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			int count = 1;
			while (elements.hasNext()) {
				elements.next();
				count++;
			}
			assertThat(count).isEqualTo(Flood.SOME);
			stopping.join();
		}
	}

	@Test
	void whatDoesNotEndInTheGracePeriodIsCutOffAndNeverComplete() {
		try (Running server = Running.listening(this.flood, SMALL, "tofu.shutdown.grace-period=300ms");
				Running client = Running.connectedTo(server.port(), new Flood(), SMALL);
				TofuStream<byte[]> stream = client.request("flood").requestStream(byte[].class)) {
			Iterator<byte[]> elements = stream.iterator();
			elements.next();
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
			assertThatExceptionOfType(TofuException.class).isThrownBy(() -> elements.forEachRemaining((element) -> {
			}));
			stopping.join();
			assertThat(this.flood.closed).isTrue();
			client.assertNothingIsLeft();
		}
	}

	@Test
	void aGoodbyeDoesNotWaitForStreamsThatNeedCredit() {
		String patient = "tofu.shutdown.bye-timeout=100s";
		try (Running server = Running.listening(this.flood, SMALL, patient);
				Running client = Running.connectedTo(server.port(), new Flood(), SMALL, patient)) {
			TofuStream<byte[]> stream = client.request("flood").requestStream(byte[].class);
			client.channel().close();
			await().atMost(Running.PATIENCE).untilTrue(this.flood.closed);
			server.assertNothingIsLeft();
			Iterator<byte[]> elements = stream.iterator();
			assertThatExceptionOfType(TofuException.class).isThrownBy(() -> elements.forEachRemaining((element) -> {
			}));
			client.assertNothingIsLeft();
		}
	}

	/** One byte, and then nothing until it is closed. */
	static final class Silent extends InputStream {

		private final CountDownLatch closed = new CountDownLatch(1);

		private boolean said;

		@Override
		public int read() throws IOException {
			if (!this.said) {
				this.said = true;
				return 1;
			}
			try {
				this.closed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			throw new IOException("closed");
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			target[offset] = (byte) read();
			return 1;
		}

		@Override
		public void close() {
			this.closed.countDown();
		}

	}

	static class Flood {

		static final int SOME = 3000;

		final AtomicBoolean closed = new AtomicBoolean();

		final AtomicReference<Exception> failure = new AtomicReference<>();

		@TofuListener("flood")
		Stream<byte[]> flood() {
			return Stream.generate(() -> new byte[1000]).onClose(() -> this.closed.set(true));
		}

		@TofuListener("some")
		Stream<byte[]> some() {
			return Stream.generate(() -> new byte[1000]).limit(SOME);
		}

		@TofuListener("read")
		long read(InputStream content) throws IOException {
			try {
				return content.transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				this.failure.set(ex);
				throw ex;
			}
		}

	}

}

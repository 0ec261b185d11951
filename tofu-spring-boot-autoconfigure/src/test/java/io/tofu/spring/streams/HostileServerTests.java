package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.PayloadTooLargeException;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuStream;
import io.tofu.spring.streams.RawPeer.Frame;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Peers that are asked, and answer what no application would: the caller is held to what
 * it was told, takes in no more than it may, and always hears an end.
 */
@Timeout(120)
class HostileServerTests {

	private static final Duration QUIET = Duration.ofMillis(300);

	private final int port = FreePorts.tcp();

	private final RawPeer server = RawPeer.listening(this.port);

	private final Running client = Running.connectedTo(this.port, new Victim(), "tofu.stream.window=100KB",
			"tofu.shutdown.bye-timeout=100ms");

	@AfterEach
	void end() {
		this.client.assertNothingIsLeft();
		this.server.close();
		this.client.close();
	}

	@Test
	void anElementWhosePartsNeverEndIsTooLarge() {
		this.server.accept(RawPeer.FLOW, "1000000");
		CompletableFuture<Object> first = read();
		Frame request = this.server.receive(OpCode.REQUEST);
		byte[] part = new byte[60_000];
		for (int i = 0; i < 100 && !first.isDone(); i++) {
			this.server.send(OpCode.RESPONSE, request.id(), true, part, RawPeer.PART, "continued");
		}
		assertThat(first.join()).isInstanceOf(PayloadTooLargeException.class);
		Frame signal = this.server.receive(OpCode.SIGNAL, request.id());
		while (signal.header(RawPeer.CREDIT) != null) {
			signal = this.server.receive(OpCode.SIGNAL, request.id());
		}
		assertThat(signal.header(RawPeer.CANCEL)).isEqualTo("response");
		this.server.send(OpCode.RESPONSE, request.id(), false, "", "error-type", "cancelled");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1000", "" })
	void elementsThatNobodyReadsAreNotTakenInWithoutBound(String flow) {
		this.server.accept(flow.isEmpty() ? new String[0] : new String[] { RawPeer.FLOW, flow });
		CompletableFuture<TofuStream<byte[]>> stream = CompletableFuture
			.supplyAsync(() -> this.client.request("any").requestStream(byte[].class));
		Frame request = this.server.receive(OpCode.REQUEST);
		byte[] element = new byte[50_000];
		long sent = 0;
		while (this.server.offer(QUIET, OpCode.RESPONSE, request.id(), true, element)) {
			sent += element.length;
			assertThat(sent).as("bytes that were taken in").isLessThan(256 << 20);
		}
		assertThat(this.client.stats().messagesInUse()).as("messages kept").isLessThan(2000);
		stream.join().close();
		this.server.send(OpCode.RESPONSE, request.id(), false, "");
		this.server.send(OpCode.REQUEST, 77, false, "hello", "route", "echo", "content-type", "text/plain");
		assertThat(this.server.receive(OpCode.RESPONSE, 77).text()).isEqualTo("hello");
	}

	@Test
	void losingTheConnectionIsAnErrorAndNeverTheEnd() throws IOException {
		this.server.accept();
		CompletableFuture<InputStream> content = CompletableFuture
			.supplyAsync(() -> this.client.request("any").requestInputStream());
		Frame request = this.server.receive(OpCode.REQUEST);
		this.server.send(OpCode.RESPONSE, request.id(), true, new byte[10]);
		try (InputStream stream = content.join()) {
			assertThat(stream.readNBytes(10)).hasSize(10);
			this.server.close();
			assertThatExceptionOfType(IOException.class).isThrownBy(stream::read)
				.withCauseInstanceOf(TofuDisconnectedException.class);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "500", "" })
	void anAnswerBeforeTheEndOfTheRequestEndsIt(String flow) {
		this.server.accept(flow.isEmpty() ? new String[0] : new String[] { RawPeer.FLOW, flow });
		AtomicBoolean closed = new AtomicBoolean();
		AtomicInteger taken = new AtomicInteger();
		Stream<byte[]> endless = Stream.generate(() -> new byte[100 + taken.getAndIncrement() % 7])
			.onClose(() -> closed.set(true));
		CompletableFuture<String> answer = CompletableFuture
			.supplyAsync(() -> this.client.request("any").body(endless).request(String.class));
		Frame request = this.server.receive(OpCode.REQUEST);
		this.server.send(OpCode.RESPONSE, request.id(), false, "enough", "content-type", "text/plain");
		assertThat(answer.join()).isEqualTo("enough");
		await().untilTrue(closed);
		Frame last = this.server.receive(OpCode.REQUEST, request.id());
		while (last.more()) {
			last = this.server.receive(OpCode.REQUEST, request.id());
		}
		assertThat(last.error()).isEqualTo("cancelled");
	}

	@Test
	void creditBeyondAllBoundsDoesNotStopAStreamThatHasSome() {
		this.server.accept(RawPeer.FLOW, "100000");
		CompletableFuture<String> answer = CompletableFuture
			.supplyAsync(() -> this.client.request("any").body(Stream.of("a", "b", "c")).request(String.class));
		Frame frame = this.server.receive(OpCode.REQUEST);
		long id = frame.id();
		this.server.credit("request", id, Long.MAX_VALUE);
		while (frame.more()) {
			frame = this.server.receive(OpCode.REQUEST, id);
		}
		assertThat(frame.header(RawPeer.PART)).isEqualTo("end");
		this.server.send(OpCode.RESPONSE, id, false, "done", "content-type", "text/plain");
		assertThat(answer.join()).isEqualTo("done");
	}

	@Test
	void errorsInTheMiddleComeBehindWhatCameBefore() {
		this.server.accept();
		CompletableFuture<TofuStream<String>> stream = CompletableFuture
			.supplyAsync(() -> this.client.request("any").requestStream(String.class));
		Frame request = this.server.receive(OpCode.REQUEST);
		this.server.send(OpCode.RESPONSE, request.id(), true, "one", "content-type", "text/plain");
		this.server.send(OpCode.RESPONSE, request.id(), true, "two");
		this.server.send(OpCode.RESPONSE, request.id(), false, "not an element", "error-type", "gone");
		try (TofuStream<String> elements = stream.join()) {
			Iterator<String> iterator = elements.iterator();
			assertThat(iterator.next()).isEqualTo("one");
			assertThat(iterator.next()).isEqualTo("two");
			assertThatExceptionOfType(TofuRemoteException.class).isThrownBy(iterator::hasNext)
				.matches((failure) -> failure.type().equals("gone"));
		}
	}

	/** Asks for elements and takes the first one; that, or what went wrong. */
	private CompletableFuture<Object> read() {
		return CompletableFuture.supplyAsync(() -> {
			try (TofuStream<byte[]> elements = this.client.request("any").requestStream(byte[].class)) {
				return elements.iterator().next();
			}
			catch (RuntimeException ex) {
				return ex;
			}
		});
	}

}

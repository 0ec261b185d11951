package io.tofu.spring;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.tofu.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests whose body fails at the moment in which they end for another reason. */
@Timeout(60)
class StreamRacesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();

	@Test
	void theFirstReasonForTheEndOfARequestIsTold() {
		List<Runnable> deliveries = new ArrayList<>();
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.with()
					.peer("peer", PeerSettings.of(server.address()))
					.detour(this::around)
					.start()) {
			await().until(() -> client.peer().channel() != null);
			TofuChannel channel = client.peer().channel();
			Exchange exchange = channel.open(false, new SignalQueue((signal) -> {
			}, deliveries::add, 1000));
			TofuException lost = new TofuDisconnectedException("lost", true);
			this.meanwhile.set(() -> exchange.fail(lost));
			exchange.send(broken(exchange), null);
			assertThat(this.meanwhile).as("what is to happen while the source is closed").hasNullValue();
			assertThat(deliveries).hasSize(1).allSatisfy(Runnable::run);
			assertThat(exchange.result()).failsWithin(LONG).withThrowableThat().havingCause().isSameAs(lost);
			exchange.abandon();
		}
	}

	@Test
	void nothingIsSentOfARequestThatIsAnsweredAlready() {
		AtomicInteger reads = new AtomicInteger();
		InputStream source = new InputStream() {
			@Override
			public int read() {
				return reads.incrementAndGet();
			}
		};
		try (TestApplication server = TestApplication.listeningOn("tcp://127.0.0.1:0");
				TestApplication client = TestApplication.with()
					.peer("peer", PeerSettings.of(server.address()))
					.start()) {
			await().until(() -> client.peer().channel() != null);
			Exchange exchange = client.peer().channel().open(false, null);
			exchange.result().complete(new GenericMessage<>(new byte[0]));
			OutgoingStream request = new OutgoingStream(exchange.channel(), OpCode.REQUEST, exchange.id(), Map.of(),
					source, (failure) -> new TofuResponseException(ErrorTypes.CANCELLED, null), exchange);
			assertThat(exchange.send(request, null)).isDone();
			assertThat(reads).hasValue(0);
			client.peer().channel().exchanges().remove(exchange);
		}
	}

	/** What closes a source runs this first. */
	private Executor around(Executor executor) {
		return (task) -> {
			Runnable first = this.meanwhile.getAndSet(null);
			if (first != null) {
				first.run();
			}
			executor.execute(task);
		};
	}

	private static OutgoingStream broken(Exchange exchange) {
		InputStream source = new InputStream() {
			@Override
			public int read() throws IOException {
				throw new IOException("disk");
			}
		};
		return new OutgoingStream(exchange.channel(), OpCode.REQUEST, exchange.id(), Map.of(), source,
				(failure) -> new TofuResponseException(ErrorTypes.CANCELLED, null), exchange);
	}

}

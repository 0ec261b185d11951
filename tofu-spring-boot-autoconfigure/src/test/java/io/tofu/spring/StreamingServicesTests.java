package io.tofu.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tofu.OpCode;
import io.tofu.spring.service.TofuExchange;
import io.tofu.spring.service.TofuServiceConfigurationException;
import io.tofu.spring.service.TofuServiceProxyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Interfaces as clients whose methods take and return streams. */
@Timeout(60)
class StreamingServicesTests {

	private static final Function<byte[], String> TEXT = (bytes) -> new String(bytes, StandardCharsets.UTF_8);

	@Test
	void streamsGoBothWays() {
		try (StreamPair pair = new StreamPair(
				(body) -> body.elements(TEXT).stream().map((text) -> Map.of("is", text)))) {
			Texts texts = client(pair, Texts.class);
			try (Stream<Map<String, String>> answers = texts.stream(Stream.of("a", "b"))) {
				assertThat(answers).containsExactly(Map.of("is", "a"), Map.of("is", "b"));
			}
			try (TofuStream<Map<String, String>> answers = texts.tofuStream("a")) {
				assertThat(answers).containsExactly(Map.of("is", "a"));
			}
			assertThat(texts.flux(Flux.just("a", "b")).collectList().block(Duration.ofSeconds(30)))
				.containsExactly(Map.of("is", "a"), Map.of("is", "b"));
		}
	}

	@Test
	void bytesGoBothWays() throws IOException {
		try (StreamPair pair = new StreamPair((body) -> new ByteArrayInputStream(body.bytes().readAllBytes()))) {
			Texts texts = client(pair, Texts.class);
			byte[] bytes = new byte[100_000];
			try (InputStream answer = texts.bytes(new ByteArrayInputStream(bytes))) {
				assertThat(answer.readAllBytes()).isEqualTo(bytes);
			}
			assertThat(texts.joined(new ByteArrayInputStream(bytes))).isEqualTo(bytes);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { UntypedStream.class, StreamOfStreams.class, StreamedSignal.class })
	void whatCannotWorkIsSaidAtOnce(Class<?> type) {
		try (StreamPair pair = new StreamPair((body) -> null)) {
			assertThatExceptionOfType(TofuServiceConfigurationException.class).isThrownBy(() -> client(pair, type))
				.withMessageContaining(type.getSimpleName() + ".get()");
		}
	}

	private static <S> S client(StreamPair pair, Class<S> type) {
		return new TofuServiceProxyFactory(pair.client.client).createClient(type);
	}

	@TofuExchange(peer = "peer")
	interface Texts {

		@TofuExchange("texts")
		Stream<Map<String, String>> stream(Stream<String> texts);

		@TofuExchange("texts")
		TofuStream<Map<String, String>> tofuStream(String text);

		@TofuExchange("texts")
		Flux<Map<String, String>> flux(Flux<String> texts);

		@TofuExchange("bytes")
		InputStream bytes(InputStream bytes);

		@TofuExchange("bytes")
		byte[] joined(InputStream bytes);

	}

	@TofuExchange(peer = "peer")
	interface UntypedStream {

		@TofuExchange("any")
		@SuppressWarnings("rawtypes")
		Stream<org.springframework.messaging.Message> get();

	}

	@TofuExchange(peer = "peer")
	interface StreamOfStreams {

		@TofuExchange("any")
		Stream<InputStream> get();

	}

	@TofuExchange(peer = "peer")
	interface StreamedSignal {

		@TofuExchange(route = "any", op = OpCode.SIGNAL)
		void get(InputStream bytes);

	}

}

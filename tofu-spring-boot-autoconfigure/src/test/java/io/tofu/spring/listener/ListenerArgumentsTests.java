package io.tofu.spring.listener;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a listener's method can take and give back, told to a peer that knows only the
 * wire.
 */
class ListenerArgumentsTests {

	private Application application;

	private RawPeer peer;

	@BeforeEach
	void start() throws Exception {
		this.application = Application.of(new LocaleResolver(), new Handlers());
		this.peer = this.application.greet();
	}

	@AfterEach
	void stop() throws Exception {
		this.peer.close();
		this.application.close();
	}

	@Test
	void bytes() throws Exception {
		RawPeer.Frame answer = request("bytes", "abc");
		assertThat(answer.text()).isEqualTo("abc");
		assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
	}

	@Test
	void noBytesAreBytesAndText() throws Exception {
		assertThat(request("bytes", "").body()).isEmpty();
		assertThat(request("text", "").text()).isEqualTo("[]");
	}

	@Test
	void text() throws Exception {
		RawPeer.Frame answer = request("text", "grüße");
		assertThat(answer.text()).isEqualTo("[grüße]");
		assertThat(answer.header("content-type")).isEqualTo("text/plain;charset=UTF-8");
	}

	@Test
	void objectsAreJson() throws Exception {
		RawPeer.Frame answer = request("json", "{\"name\":\"x\",\"count\":20}", "content-type:application/json");
		assertThat(answer.text()).isEqualTo("{\"name\":\"x\",\"count\":21}");
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(request("json", "{\"name\":\"x\",\"count\":1}").text()).contains("2");
	}

	@Test
	void genericPayload() throws Exception {
		assertThat(request("generic", "[{\"name\":\"a\",\"count\":1},{\"name\":\"b\",\"count\":2}]").text())
			.isEqualTo("3");
	}

	@Test
	void headers() throws Exception {
		assertThat(request("headers", "", "tenant:a", "Job-Id:42", "tag:x", "tag:y").text())
			.isEqualTo("a 42 [x, y] none default");
	}

	@Test
	void headerWithCommasIsOneElement() throws Exception {
		assertThat(request("several", "", "name:Doe, John", "size:1").text()).isEqualTo("1 [1]");
		assertThat(request("several", "", "name:Doe, John", "name:Roe", "size:1", "size:2").text())
			.isEqualTo("2 [1, 2]");
	}

	@Test
	void headersCalledIdAndTimestampAreThePeers() throws Exception {
		assertThat(request("things.7", "", "id:42", "timestamp:now").text()).isEqualTo("7 42 now");
		assertThat(request("frame", "", "id:42", "timestamp:now").text()).isEqualTo("42 now");
	}

	@Test
	void emptyHeadersAreNotSentBack() throws Exception {
		RawPeer.Frame answer = request("back", "x", "empty:", "full:1", "mixed:", "mixed:2");
		assertThat(answer.text()).isEqualTo("x");
		assertThat(answer.headers()).contains("full:1", "mixed:2")
			.noneMatch((header) -> header.startsWith("empty"))
			.doesNotContain("mixed:");
	}

	@Test
	void allHeaders() throws Exception {
		assertThat(request("all-headers", "", "tenant:a").text()).isEqualTo("a all-headers REQUEST 7 true");
	}

	@Test
	void variablesOfTheRoute() throws Exception {
		assertThat(request("orders.42.get", "").text()).isEqualTo("get 42");
	}

	@Test
	void wholeMessage() throws Exception {
		assertThat(request("message", "{\"name\":\"x\",\"count\":1}", "tenant:a").text()).isEqualTo("x of a");
	}

	@Test
	void channel() throws Exception {
		assertThat(request("channel", "").text())
			.isEqualTo("server true [tcp|127.0.0.1|%d]".formatted(this.application.port()));
	}

	@Test
	void ownArguments() throws Exception {
		assertThat(request("own", "", "lang:de").text()).isEqualTo("de");
	}

	@Test
	void absentPayload() throws Exception {
		assertThat(request("optional", "").text()).isEqualTo("nothing");
		assertThat(request("optional", "{\"name\":\"x\",\"count\":1}").text()).isEqualTo("x");
	}

	@Test
	void voidIsAnEmptyResponse() throws Exception {
		RawPeer.Frame answer = request("void", "x");
		assertThat(answer.opCode()).isEqualTo(OpCode.RESPONSE);
		assertThat(answer.body()).isEmpty();
		assertThat(answer.headers()).isEmpty();
	}

	@Test
	void futuresAreAnsweredWhenTheyAreDone() throws Exception {
		assertThat(request("future", "x").text()).isEqualTo("x later");
		assertThat(request("stage", "x").body()).isEmpty();
	}

	@Test
	void monosAreAnsweredWhenTheyAreDone() throws Exception {
		assertThat(request("mono", "x").text()).isEqualTo("x later");
		assertThat(request("empty-mono", "x").body()).isEmpty();
	}

	@Test
	void messagesGiveHeaders() throws Exception {
		RawPeer.Frame answer = request("with-headers", "{}");
		assertThat(answer.header("took")).isEqualTo("5ms");
		assertThat(answer.headers()).contains("tag:x", "tag:y");
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.text()).isEqualTo("{\"name\":\"x\",\"count\":1}");
		assertThat(answer.headers()).noneMatch((header) -> header.startsWith("tofu_") || header.startsWith("id:"));
	}

	@Test
	void handlersRunOnListenerThreads() throws Exception {
		assertThat(request("thread", "").text()).startsWith("tofu-listener-");
	}

	private RawPeer.Frame request(String route, String body, String... headers) throws Exception {
		String[] all = new String[headers.length + 1];
		all[0] = "route:" + route;
		System.arraycopy(headers, 0, all, 1, headers.length);
		this.peer.send(OpCode.REQUEST, 7, body, all);
		RawPeer.Frame answer = this.peer.receive();
		assertThat(answer.messageId()).isEqualTo(7);
		assertThat(answer.header("error-type")).as(answer.toString()).isNull();
		return answer;
	}

	record Item(String name, int count) {
	}

	static class Handlers {

		@TofuListener("bytes")
		byte[] bytes(byte[] body) {
			return body;
		}

		@TofuListener("text")
		String text(String body) {
			return "[" + body + "]";
		}

		@TofuListener("json")
		Item json(Item item) {
			return new Item(item.name(), item.count() + 1);
		}

		@TofuListener("generic")
		String generic(@Payload List<Item> items) {
			return String.valueOf(items.stream().mapToInt(Item::count).sum());
		}

		@TofuListener("headers")
		String headers(@Header String tenant, @Header("Job-Id") int job, @Header List<String> tag,
				@Header Optional<String> absent, @Header(defaultValue = "default") String other) {
			return tenant + " " + job + " " + tag + " " + absent.orElse("none") + " " + other;
		}

		@TofuListener("several")
		String several(@Header("name") List<String> names, @Header("size") int[] sizes) {
			return names.size() + " " + Arrays.toString(sizes);
		}

		@TofuListener("things.{thing}")
		String idAndTimestamp(@DestinationVariable String thing, @Header String id, @Header String timestamp) {
			return thing + " " + id + " " + timestamp;
		}

		@TofuListener("frame")
		String idAndTimestamp(io.tofu.Message frame, @Header String id, @Header String timestamp) {
			return id + " " + timestamp;
		}

		@TofuListener("back")
		Message<byte[]> back(Message<byte[]> message) {
			return message;
		}

		@TofuListener("all-headers")
		String allHeaders(@Headers Map<String, Object> headers) {
			return headers.get("tenant") + " " + headers.get("route") + " " + headers.get(TofuHeaders.OP_CODE) + " "
					+ headers.get(TofuHeaders.MESSAGE_ID) + " "
					+ (headers.get(TofuHeaders.CHANNEL) instanceof TofuChannel);
		}

		@TofuListener("orders.{id}.{action}")
		String variables(@DestinationVariable int id, @DestinationVariable String action) {
			return action + " " + id;
		}

		@TofuListener("message")
		String message(Message<Item> message) {
			return message.getPayload().name() + " of " + message.getHeaders().get("tenant");
		}

		@TofuListener("channel")
		String channel(TofuChannel channel) {
			return channel.peer() + " " + channel.isAccepted() + " " + channel.helloHeaders().get("~connect_to");
		}

		@TofuListener("own")
		String own(Locale locale) {
			return locale.getLanguage();
		}

		@TofuListener("optional")
		String optional(@Payload(required = false) Item item) {
			return (item != null) ? item.name() : "nothing";
		}

		@TofuListener("void")
		void nothing(String body) {
		}

		@TofuListener("future")
		CompletableFuture<String> future(String body) {
			return CompletableFuture.supplyAsync(() -> body + " later");
		}

		@TofuListener("stage")
		CompletionStage<Void> stage() {
			return CompletableFuture.runAsync(Thread::yield);
		}

		@TofuListener("mono")
		Mono<String> mono(String body) {
			return Mono.fromFuture(future(body));
		}

		@TofuListener("empty-mono")
		Mono<Void> emptyMono() {
			return Mono.empty();
		}

		@TofuListener("with-headers")
		Message<Item> withHeaders(Message<?> request) {
			return MessageBuilder.withPayload(new Item("x", 1))
				.setHeader("took", "5ms")
				.setHeader("tag", List.of("x", "y"))
				.setHeader(TofuHeaders.CHANNEL, request.getHeaders().get(TofuHeaders.CHANNEL))
				.build();
		}

		@TofuListener("thread")
		String thread() {
			return Thread.currentThread().getName();
		}

	}

	static class LocaleResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == Locale.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return Locale.forLanguageTag((String) message.getHeaders().get("lang"));
		}

	}

}

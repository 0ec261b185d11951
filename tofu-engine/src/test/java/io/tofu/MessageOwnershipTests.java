package io.tofu;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A {@link Message} that was given away cannot be used any more, nor can anything it
 * handed out, not even when its storage serves somebody else.
 */
class MessageOwnershipTests {

	private static final int ROUNDS = 20_000;

	private final Shelf shelf = new Shelf();

	/** Every use of a message and of its views, and every way of giving it away. */
	static Stream<Arguments> usesAfterGivingAway() {
		return Stream.of("post", "close")
			.flatMap((way) -> Stream.of(true, false)
				.flatMap((recycled) -> uses().keySet().stream().map((use) -> arguments(use, way, recycled))));
	}

	@ParameterizedTest(name = "{0} after {1}, storage recycled: {2}")
	@MethodSource
	void usesAfterGivingAway(String use, String way, boolean recycled) {
		Message message = this.shelf.received("a:b\r\n");
		message.body().append(new byte[] { 1, 2, 3 });
		Views views = new Views(message);
		give(message, way);
		Message next = recycled ? this.shelf.received("c:d\r\n") : null;

		assertThatIllegalStateException().isThrownBy(() -> uses().get(use).accept(views))
			.withMessageContaining("given away");

		assertThatCode(message::close).doesNotThrowAnyException();
		assertThat(message).hasToString("message given away");
		if (next != null) {
			assertThat(next.header().headersLength()).isEqualTo(5);
			assertThat(next.body().isEmpty()).isTrue();
			next.close();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("useNames")
	void theSameUsesAreAllowedBefore(String use) {
		try (Message message = this.shelf.received("a:b\r\n")) {
			message.body().append(new byte[] { 1, 2, 3 });
			uses().get(use).accept(new Views(message));
		}
	}

	static Stream<String> useNames() {
		return uses().keySet().stream();
	}

	@Test
	void closingTwiceReturnsTheStorageOnce() {
		Message message = this.shelf.get();
		message.close();
		message.close();
		assertThat(this.shelf.released()).isEqualTo(1);
	}

	@Test
	void closingAfterAPostReturnsNothing() {
		Message message = this.shelf.get();
		this.shelf.post(message);
		message.close();
		assertThat(this.shelf.released()).isZero();
	}

	@Test
	void restoredMessageIsUsableAgain() {
		Message message = this.shelf.get().messageId(9);
		TextHeaders headers = message.headers();
		MessageStorage storage = this.shelf.post(message);
		MessageStorage.restore(message, storage);
		assertThat(message.messageId()).isEqualTo(9);
		assertThat(headers.isEmpty()).isTrue();
		message.close();
		assertThat(this.shelf.released()).isEqualTo(1);
	}

	@Test
	void ofConcurrentClosesAndPostsOneWins() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			CyclicBarrier start = new CyclicBarrier(4);
			Message[] current = new Message[ROUNDS];
			for (int i = 0; i < ROUNDS; i++) {
				current[i] = this.shelf.get();
			}
			Future<Integer> post1 = threads.submit(() -> countWins(start, current, this::posts));
			Future<Integer> post2 = threads.submit(() -> countWins(start, current, this::posts));
			Future<Integer> close1 = threads.submit(() -> countWins(start, current, this::closes));
			Future<Integer> close2 = threads.submit(() -> countWins(start, current, this::closes));
			int posted = get(post1) + get(post2);
			get(close1);
			get(close2);
			assertThat(posted + this.shelf.released()).isEqualTo(ROUNDS);
			assertThat(this.shelf.free()).isEqualTo(this.shelf.released());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private boolean posts(Message message) {
		try {
			this.shelf.post(message);
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	private boolean closes(Message message) {
		message.close();
		return false;
	}

	private static int countWins(CyclicBarrier start, Message[] messages, Predicate<Message> attempt) throws Exception {
		int wins = 0;
		for (int i = 0; i < messages.length; i++) {
			if (i % 64 == 0) {
				start.await(10, TimeUnit.SECONDS);
			}
			wins += attempt.test(messages[i]) ? 1 : 0;
		}
		return wins;
	}

	private static int get(Future<Integer> wins) throws Exception {
		return wins.get(30, TimeUnit.SECONDS);
	}

	private void give(Message message, String way) {
		switch (way) {
			case "post" -> this.shelf.post(message).release();
			case "close" -> message.close();
			default -> throw new AssertionError(way);
		}
	}

	/** What an application may hold besides the message. */
	private static final class Views {

		final Message message;

		final TextHeaders headers;

		final Iterator<TextHeader> iterator;

		final MessageBody body;

		final InputStream in;

		final OutputStream out;

		Views(Message message) {
			this.message = message;
			this.headers = message.headers();
			this.iterator = this.headers.iterator();
			this.body = message.body();
			this.in = this.body.asInputStream();
			this.out = this.body.asOutputStream();
		}

	}

	private static Map<String, Consumer<Views>> uses() {
		Map<String, Consumer<Views>> uses = new TreeMap<>();
		uses.put("message.opCode()", (v) -> v.message.opCode());
		uses.put("message.opCode(x)", (v) -> v.message.opCode(OpCode.SIGNAL));
		uses.put("message.channelNumber()", (v) -> v.message.channelNumber());
		uses.put("message.channelNumber(x)", (v) -> v.message.channelNumber(1));
		uses.put("message.messageId()", (v) -> v.message.messageId());
		uses.put("message.messageId(x)", (v) -> v.message.messageId(1));
		uses.put("message.hasMore()", (v) -> v.message.hasMore());
		uses.put("message.more(x)", (v) -> v.message.more(true));
		uses.put("message.status()", (v) -> v.message.status());
		uses.put("message.origin()", (v) -> v.message.origin());
		uses.put("message.isFromEngine()", (v) -> v.message.isFromEngine());
		uses.put("message.isFromApplication()", (v) -> v.message.isFromApplication());
		uses.put("message.header()", (v) -> v.message.header());
		uses.put("message.headers()", (v) -> v.message.headers());
		uses.put("message.body()", (v) -> v.message.body());
		uses.put("message.attachment()", (v) -> v.message.attachment());
		uses.put("message.attachment(x)", (v) -> v.message.attachment("x"));
		uses.put("message.copy()", (v) -> v.message.copy().close());
		uses.put("message.copyHeaders()", (v) -> v.message.copyHeaders().close());
		uses.put("post", (v) -> new Shelf().post(v.message));
		uses.put("headers.add", (v) -> v.headers.add("x", "y"));
		uses.put("headers.set", (v) -> v.headers.set("x", "y"));
		uses.put("headers.remove", (v) -> v.headers.remove("a"));
		uses.put("headers.first", (v) -> v.headers.first("a"));
		uses.put("headers.all", (v) -> v.headers.all("a"));
		uses.put("headers.contains", (v) -> v.headers.contains("a"));
		uses.put("headers.clear", (v) -> v.headers.clear());
		uses.put("headers.isEmpty", (v) -> v.headers.isEmpty());
		uses.put("headers.length", (v) -> v.headers.length());
		uses.put("headers.iterator", (v) -> assertThat(v.headers.iterator()).isNotNull());
		uses.put("headers.toString", (v) -> assertThat(v.headers.toString()).isNotNull());
		uses.put("iterator.hasNext", (v) -> assertThat(v.iterator.hasNext()).isTrue());
		uses.put("iterator.next", (v) -> v.iterator.next());
		uses.put("body.length", (v) -> v.body.length());
		uses.put("body.isEmpty", (v) -> v.body.isEmpty());
		uses.put("body.append(byte[])", (v) -> v.body.append(new byte[1]));
		uses.put("body.append(byte[],int,int)", (v) -> v.body.append(new byte[1], 0, 1));
		uses.put("body.append(ByteBuffer)", (v) -> v.body.append(ByteBuffer.allocate(1)));
		uses.put("body.set(byte[])", (v) -> v.body.set(new byte[1]));
		uses.put("body.set(byte[],int,int)", (v) -> v.body.set(new byte[1], 0, 1));
		uses.put("body.set(ByteBuffer)", (v) -> v.body.set(ByteBuffer.allocate(1)));
		uses.put("body.exchange", (v) -> v.body.exchange(new byte[1], 1));
		uses.put("body.clear", (v) -> v.body.clear());
		uses.put("body.toByteArray", (v) -> v.body.toByteArray());
		uses.put("body.asByteBuffer", (v) -> v.body.asByteBuffer());
		uses.put("body.asInputStream", (v) -> v.body.asInputStream());
		uses.put("body.asOutputStream", (v) -> v.body.asOutputStream());
		uses.put("in.read()", (v) -> unchecked(() -> v.in.read()));
		uses.put("in.read(byte[])", (v) -> unchecked(() -> v.in.read(new byte[2])));
		uses.put("in.skip", (v) -> unchecked(() -> v.in.skip(1)));
		uses.put("in.available", (v) -> unchecked(() -> v.in.available()));
		uses.put("out.write(int)", (v) -> unchecked(() -> {
			v.out.write(1);
			return null;
		}));
		uses.put("out.write(byte[])", (v) -> unchecked(() -> {
			v.out.write(new byte[2]);
			return null;
		}));
		return uses;
	}

	private static void unchecked(Callable<?> use) {
		try {
			use.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}

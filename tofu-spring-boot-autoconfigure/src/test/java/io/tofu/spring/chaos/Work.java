package io.tofu.spring.chaos;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuException;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuPeerDisconnectedEvent;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.listener.TofuListener;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;

/**
 * What both applications do for each other. Everything is written into a journal before
 * anything else is done with it.
 */
final class Work {

	/** The header with the name that a request has in the journals. */
	static final String ID = "work-id";

	/** The header with the time that an answer takes, in milliseconds. */
	static final String DELAY = "work-delay";

	/** Where requests go that are made of several at once. */
	static final String ALL = "work.all";

	/** The Signals that come before the answer to a request for {@link Kind#STEPS}. */
	static final List<Integer> ALL_STEPS = List.of(0, 1, 2, 3, 4);

	private static final int LONG = 150_000;

	private final Journal journal;

	private final AtomicInteger ids = new AtomicInteger();

	private final String name;

	private final Map<TofuChannel, Integer> channels = new ConcurrentHashMap<>();

	private final AtomicInteger keys = new AtomicInteger();

	/** How much has come of each of the requests for {@link Kind#FRAMES}. */
	private final Map<Begun, Integer> begun = new ConcurrentHashMap<>();

	private volatile boolean refusing;

	Work(String name, Journal journal) {
		this.name = name;
		this.journal = journal;
	}

	/** Kinds of requests. */
	enum Kind {

		/** Answered at once. */
		PLAIN,
		/** Answered after a while, perhaps too late. */
		LATE,
		/** Many frames, and as many in the answer. */
		LONG,
		/** Signals under the id of the request, then the answer. */
		STEPS,
		/** The answer needs a request in the other direction. */
		BACK,
		/** Many frames, each of which is handled by itself. */
		FRAMES,
		/** Answered with an error. */
		WRONG;

		/** A payload for a request of this kind. */
		String payload(Random random) {
			String text = Long.toHexString(random.nextLong());
			boolean big = this == LONG || this == FRAMES;
			return big ? text.repeat(1 + random.nextInt(Work.LONG) / text.length()) : text;
		}

		/** What the right answer to a payload is. */
		String answer(String id, String payload) {
			return (this == FRAMES) ? answer(payload.length()) : id + ":" + payload;
		}

		private static String answer(int bytes) {
			return bytes + " bytes";
		}

	}

	/** Whether to reject everybody who says hello. */
	void refuse(boolean on) {
		this.refusing = on;
	}

	/** A name for the next request of this process. */
	String nextId() {
		return this.name + "-" + this.ids.incrementAndGet();
	}

	@TofuListener(op = OpCode.HELLO_REQUEST)
	void hello() {
		if (this.refusing) {
			throw new TofuResponseException("unavailable", "not now");
		}
	}

	@TofuListener("news")
	void news(String number, TofuChannel channel) {
		int key = this.channels.computeIfAbsent(channel, (unknown) -> this.keys.incrementAndGet());
		this.journal.write("S", String.valueOf(key), number);
	}

	@TofuListener("work.PLAIN")
	String plain(@Header(ID) String id, String payload) {
		this.journal.write("R", id);
		return Kind.PLAIN.answer(id, payload);
	}

	@TofuListener("work.LATE")
	CompletableFuture<String> late(@Header(ID) String id, @Header(DELAY) long delay, String payload) {
		this.journal.write("R", id);
		Executor later = CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS);
		return CompletableFuture.supplyAsync(() -> Kind.LATE.answer(id, payload), later);
	}

	@TofuListener("work.LONG")
	String big(@Header(ID) String id, String payload) {
		this.journal.write("R", id);
		return Kind.LONG.answer(id, payload);
	}

	@TofuListener("work.STEPS")
	String steps(@Header(ID) String id, @Header(TofuHeaders.MESSAGE_ID) long messageId, String payload,
			TofuChannel channel) {
		this.journal.write("R", id);
		for (int number : ALL_STEPS) {
			io.tofu.Message step = channel.newMessage(OpCode.SIGNAL, messageId);
			step.body().append(new byte[] { (byte) number });
			channel.post(step);
		}
		return Kind.STEPS.answer(id, payload);
	}

	@TofuListener("work.BACK")
	CompletableFuture<String> back(@Header(ID) String id, String payload, TofuChannel channel) {
		this.journal.write("R", id);
		String other = nextId();
		String right = Kind.PLAIN.answer(other, payload);
		return channel.route("work.PLAIN")
			.header(ID, other)
			.body(payload)
			.requestAsync(String.class)
			.handle((answer, failure) -> {
				if (failure != null && !(failure instanceof TofuException)) {
					throw new IllegalStateException("Not an exception of the client", failure);
				}
				return (failure != null || right.equals(answer)) ? Kind.BACK.answer(id, payload) : "confused";
			});
	}

	@TofuListener("work.FRAMES")
	@Nullable String frames(io.tofu.Message frame, TofuChannel channel) {
		Begun request = new Begun(channel, frame.messageId());
		String id = frame.headers().first(ID);
		if (id != null) {
			this.journal.write("R", id);
		}
		int bytes = this.begun.merge(request, frame.body().length(), Integer::sum);
		if (frame.hasMore()) {
			return null;
		}
		this.begun.remove(request);
		return Kind.answer(bytes);
	}

	@EventListener
	void ended(TofuPeerDisconnectedEvent event) {
		this.begun.keySet().removeIf((request) -> request.channel().equals(event.channel()));
	}

	/** A request that is made of several at once has a name for each of them. */
	@TofuListener(ALL)
	String all(@Header(ID) String id, String payload, TofuChannel channel) {
		String name = nameForOne(id, channel.peer());
		this.journal.write("R", name);
		return Kind.PLAIN.answer(name, payload);
	}

	static String nameForOne(String id, String connection) {
		return id + "@" + connection;
	}

	@TofuListener("work.WRONG")
	void wrong(@Header(ID) String id) {
		this.journal.write("R", id);
		throw new TofuResponseException("chosen", id);
	}

	private record Begun(TofuChannel channel, long id) {
	}

}

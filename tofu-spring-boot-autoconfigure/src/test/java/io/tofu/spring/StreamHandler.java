package io.tofu.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that take every Request as a stream, each on a thread of its own, and answer
 * with a stream, or with what else they have.
 */
final class StreamHandler extends TestHandler {

	final AtomicInteger cancelled = new AtomicInteger();

	private final Map<Long, IncomingStream> bodies = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "test-listener");
		thread.setDaemon(true);
		return thread;
	});

	private final Listener listener;

	StreamHandler(Listener listener) {
		this.listener = listener;
	}

	@Override
	public void onMessage(TofuChannel channel, Message message) {
		if (message.opCode() != OpCode.REQUEST) {
			super.onMessage(channel, message);
			return;
		}
		long id = message.messageId();
		boolean first = !this.bodies.containsKey(id);
		IncomingStream body = this.bodies.computeIfAbsent(id,
				(key) -> new IncomingStream(channel, OpCode.REQUEST, id, (taken) -> {
				}));
		if (!message.hasMore()) {
			this.bodies.remove(id);
		}
		body.onFrame(message);
		if (first) {
			this.threads.execute(() -> answer(channel, id, body));
		}
	}

	@Override
	public boolean onCancel(TofuChannel channel, long messageId) {
		this.cancelled.incrementAndGet();
		return true;
	}

	@Override
	public void onChannelClosed(TofuChannel channel) {
		super.onChannelClosed(channel);
		this.bodies.clear();
	}

	/** Requests that have not arrived completely. */
	int open() {
		return this.bodies.size();
	}

	private void answer(TofuChannel channel, long id, IncomingStream body) {
		try {
			Object answer = this.listener.answer(body);
			if (OutgoingStream.isSource(answer)) {
				new OutgoingStream(channel, OpCode.RESPONSE, id, Map.of(), answer,
						(failure) -> new TofuResponseException("broken", failure.getMessage()))
					.send();
			}
			else {
				channel.respond(OpCode.REQUEST, id, Map.of(), answer);
			}
			body.cancel();
		}
		catch (Exception ex) {
			channel.respondError(OpCode.REQUEST, id, "refused", ex.getMessage());
			body.cancel();
		}
	}

	interface Listener {

		@Nullable Object answer(IncomingStream body) throws Exception;

	}

}

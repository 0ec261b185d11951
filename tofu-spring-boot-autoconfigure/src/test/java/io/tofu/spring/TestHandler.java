package io.tofu.spring;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.tofu.Message;
import io.tofu.OpCode;

/**
 * Listeners in their simplest form: one reaction for each operation, on the receive
 * thread. Hello and Bye are answered, Requests echoed, all else is recorded.
 */
class TestHandler implements TofuInboundHandler {

	final Map<OpCode, Reaction> reactions = new ConcurrentHashMap<>();

	final List<org.springframework.messaging.Message<byte[]>> received = new CopyOnWriteArrayList<>();

	final List<TofuChannel> closed = new CopyOnWriteArrayList<>();

	final AtomicInteger inFlight = new AtomicInteger();

	private final Map<Long, JoinedPayload> unfinished = new ConcurrentHashMap<>();

	TestHandler() {
		this.reactions.put(OpCode.HELLO_REQUEST,
				(channel, id, message) -> channel.respond(OpCode.HELLO_REQUEST, id, Map.of(), null));
		this.reactions.put(OpCode.BYE_REQUEST,
				(channel, id, message) -> channel.respond(OpCode.BYE_REQUEST, id, Map.of(), null));
		this.reactions.put(OpCode.REQUEST, TestHandler::echo);
	}

	/** Sends a Request's own headers and bytes back. */
	static void echo(TofuChannel channel, long id, org.springframework.messaging.Message<byte[]> message) {
		channel.respond(OpCode.REQUEST, id, HeaderMapping.textHeaders(message.getHeaders()), message.getPayload());
	}

	@Override
	public void onMessage(TofuChannel channel, Message message) {
		OpCode opCode = message.opCode();
		long id = message.messageId();
		JoinedPayload payload = this.unfinished.computeIfAbsent(id, (key) -> new JoinedPayload(channel, 10_000_000));
		if (payload.add(message)) {
			this.unfinished.remove(id);
			this.received.add(payload.toMessage());
			this.reactions.getOrDefault(opCode, (ch, messageId, received) -> {
			}).accept(channel, id, payload.toMessage());
		}
	}

	@Override
	public void onChannelClosed(TofuChannel channel) {
		this.closed.add(channel);
	}

	@Override
	public int inFlight() {
		return this.inFlight.get();
	}

	/** The texts received by one operation. */
	List<String> texts(OpCode opCode) {
		return this.received.stream()
			.filter((message) -> message.getHeaders().get(TofuHeaders.OP_CODE) == opCode)
			.map((message) -> new String(message.getPayload(), java.nio.charset.StandardCharsets.UTF_8))
			.toList();
	}

	interface Reaction {

		void accept(TofuChannel channel, long id, org.springframework.messaging.Message<byte[]> message);

	}

}

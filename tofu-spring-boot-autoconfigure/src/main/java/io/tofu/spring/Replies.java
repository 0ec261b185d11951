package io.tofu.spring;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/** What we answer on one channel; its Hello is answered once, however many try. */
final class Replies {

	/**
	 * How long a message without a timeout of its own waits for room in the send queue.
	 */
	private static final Duration ROOM_TIMEOUT = Duration.ofSeconds(30);

	private final Session session;

	private final TofuChannel channel;

	private final AtomicBoolean helloAnswered = new AtomicBoolean();

	private volatile long helloId;

	Replies(Session session, TofuChannel channel) {
		this.session = session;
		this.channel = channel;
	}

	void helloId(long helloId) {
		this.helloId = helloId;
	}

	void respond(OpCode requestOpCode, long messageId, Map<String, ? extends @Nullable Object> headers,
			@Nullable Object payload) {
		String contentType = HeaderMapping.first(headers.get(TofuHeaders.CONTENT_TYPE));
		EncodedPayload encoded = this.session.connections().converter().toBytesAs(contentType, payload);
		if (requestOpCode == OpCode.HELLO_REQUEST) {
			accept(messageId, headers, encoded);
		}
		else if (!this.channel.isRejected() || requestOpCode == OpCode.BYE_REQUEST) {
			send(requestOpCode, messageId, headers, encoded);
		}
	}

	void post(Message message) {
		if (message.opCode() == OpCode.HELLO_RESPONSE) {
			acceptBy(() -> this.channel.sender().post(message, ROOM_TIMEOUT));
		}
		else {
			this.channel.sender().post(message, ROOM_TIMEOUT);
		}
	}

	void reject(String type, @Nullable String message) {
		boolean awaited = this.channel.isAccepted() && this.helloAnswered.compareAndSet(false, true);
		if (!this.channel.refuse()) {
			return;
		}
		try {
			if (awaited) {
				send(OpCode.HELLO_REQUEST, this.helloId, HeaderMapping.error(type, message), EncodedPayload.EMPTY);
			}
		}
		finally {
			this.channel.goodbye().say();
			this.session.decided(this.channel);
		}
	}

	private void accept(long messageId, Map<String, ? extends @Nullable Object> headers, EncodedPayload payload) {
		Map<String, @Nullable Object> all = new LinkedHashMap<>(headers);
		if (this.channel.helloHeaders().containsKey(TofuHeaders.DRAIN)) {
			all.put(TofuHeaders.DRAIN, TofuHeaders.YES);
		}
		if (this.channel.flowWindow() > 0) {
			all.put(TofuHeaders.FLOW, this.session.connections().settings().streams().window());
		}
		acceptBy(() -> send(OpCode.HELLO_REQUEST, messageId, all, payload));
	}

	private void acceptBy(Runnable answer) {
		if (!this.channel.isAccepted() || !this.helloAnswered.compareAndSet(false, true)) {
			return;
		}
		try {
			answer.run();
		}
		catch (RuntimeException ex) {
			this.channel.abort();
			throw ex;
		}
		this.channel.opened();
		this.session.decided(this.channel);
	}

	private void send(OpCode requestOpCode, long messageId, Map<String, ? extends @Nullable Object> headers,
			EncodedPayload payload) {
		OpCode opCode = requestOpCode.reply();
		Assert.notNull(opCode, () -> requestOpCode + " has no answer");
		try {
			this.channel.sender().send(opCode, messageId, headers, payload, ROOM_TIMEOUT, this.channel);
		}
		catch (TofuDisconnectedException ex) {
			// Nobody is there to be answered
		}
	}

}

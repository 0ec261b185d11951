package io.tofu.spring;

import java.util.Locale;
import java.util.Map;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.MessageRole;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of every message that is received. Runs on the receive thread, executes no
 * code of the application and never waits.
 */
final class Dispatcher {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private final Session session;

	private final TofuInboundHandler handler;

	private volatile Service service = Service.FULL;

	private volatile long lastServed = System.nanoTime();

	Dispatcher(Session session, TofuInboundHandler handler) {
		this.session = session;
		this.handler = handler;
	}

	/** Says what peers may want from now on. Any thread. */
	void service(Service service) {
		this.service = service;
	}

	/** Whether peers need not be asked for no new requests. */
	boolean takesRequests() {
		return this.service == Service.FULL;
	}

	/**
	 * When a Request was last taken on while the service was being drained, in the time
	 * of {@link System#nanoTime()}.
	 */
	long lastServed() {
		return this.lastServed;
	}

	/** Takes a message, and owns it. */
	void dispatch(Message message) {
		if (message.isFromEngine()) {
			try (message) {
				onEngineMessage(message);
			}
			return;
		}
		if (message.opCode() == OpCode.WELCOME_RESPONSE) {
			try (message) {
				onWelcomeResponse(message);
			}
			return;
		}
		TofuChannel channel = this.session.channel(message.channelNumber());
		if (channel == null) {
			onFirstFrame(this.session.accept(message.channelNumber()), message);
		}
		else if (channel.isUndecided() || channel.gate().keepsBack()) {
			channel.gate().keepBack(message);
		}
		else {
			onFrame(channel, message);
		}
	}

	/** Goes on with a channel whose Hello was decided. */
	void release(TofuChannel channel) {
		for (Message message = channel.gate().next(); message != null; message = channel.gate().next()) {
			onFrame(channel, message);
		}
		channel.gate().undecided(false);
	}

	private void onEngineMessage(Message message) {
		TofuChannel channel = this.session.channel(message.channelNumber());
		if (message.attachment() != null) {
			onReturned(channel, message);
			return;
		}
		if (message.status() != AmpeStatus.RECEIVER_UPDATE) {
			tell(channel, message);
		}
		if (message.opCode() == OpCode.WELCOME_RESPONSE) {
			onWelcomeResponse(message);
		}
		else if (message.opCode() == OpCode.HELLO_RESPONSE) {
			onHelloResponse(channel, message);
		}
		else if (message.endsChannel()) {
			onEnded(channel, message);
		}
		else if (message.status() == AmpeStatus.SEND_QUEUE_READY && channel != null) {
			channel.sender().onRoom();
			channel.drainSignals().onRoom();
			channel.streams().onRoom();
		}
		else if (message.status().isNotice()) {
			logger.trace("The engine says {}", message);
		}
		else {
			logger.warn("The engine reports {} on channel {}: {}", message.status(), message.channelNumber(),
					message.headers().first(Message.REASON));
		}
	}

	/** Lets the listeners know, too. */
	private void tell(@Nullable TofuChannel channel, Message notice) {
		try {
			this.handler.onNotice(channel, notice);
		}
		catch (RuntimeException ex) {
			logger.error("The listeners were not told {}", notice, ex);
		}
	}

	/** A message of ours that could not be sent. */
	private void onReturned(@Nullable TofuChannel channel, Message message) {
		logger.debug("Not sent: {}", message);
		if (channel != null && message.opCode() == OpCode.REQUEST) {
			// Only the first frame of a request has the exchange with it
			boolean notProcessed = message.attachment() instanceof Exchange;
			channel.exchanges()
				.fail(message.messageId(), "Not sent on " + channel + ": " + reason(message), notProcessed);
		}
	}

	private void onWelcomeResponse(Message message) {
		TofuServer.Listener listener = this.session.listener(message.channelNumber());
		if (listener != null) {
			listener.onWelcomeResponse(message);
		}
	}

	private void onHelloResponse(@Nullable TofuChannel channel, Message message) {
		TofuPeer peer = (channel != null) ? channel.dialledBy() : null;
		if (channel != null && peer != null) {
			peer.connector().onHelloResponse(channel, message);
		}
	}

	private void onEnded(@Nullable TofuChannel channel, Message message) {
		TofuServer.Listener listener = this.session.listener(message.channelNumber());
		if (channel != null) {
			this.session.onEnded(channel, reason(message));
		}
		else if (listener != null) {
			this.session.onEnded(message.channelNumber(), listener, reason(message));
		}
	}

	private void onFirstFrame(TofuChannel channel, Message message) {
		if (message.opCode() != OpCode.HELLO_REQUEST) {
			violates(channel, message, "the first message is not a HelloRequest");
			return;
		}
		channel.greeted(message);
		channel.streams().negotiate(message.headers());
		if (this.service != Service.FULL) {
			message.close();
			channel.reject(ErrorTypes.UNAVAILABLE, "stopping");
			return;
		}
		handOver(channel, message);
		if (channel.isUndecided()) {
			channel.gate().undecided(true);
		}
	}

	private void onFrame(TofuChannel channel, Message message) {
		if (channel.isRejected()) {
			onFrameOfRejected(channel, message);
			return;
		}
		switch (message.opCode()) {
			case HELLO_REQUEST -> violates(channel, message, "a second HelloRequest");
			case HELLO_RESPONSE -> {
				try (message) {
					onHelloResponse(channel, message);
				}
			}
			case REQUEST -> onRequest(channel, message);
			case RESPONSE -> onResponse(channel, message);
			case SIGNAL -> onSignal(channel, message);
			case BYE_REQUEST -> {
				channel.goodbye().hear(message);
				handOver(channel, message);
			}
			// The channel ends by itself
			default -> message.close();
		}
	}

	private void onFrameOfRejected(TofuChannel channel, Message message) {
		try (message) {
			if (message.opCode() == OpCode.BYE_REQUEST) {
				channel.respond(OpCode.BYE_REQUEST, message.messageId(), Map.of(), null);
			}
		}
	}

	private void onRequest(TofuChannel channel, Message message) {
		if (channel.goodbye().isSaid()) {
			message.close();
			return;
		}
		handOver(channel, message);
	}

	private void onResponse(TofuChannel channel, Message message) {
		if (!channel.exchanges().onFrame(message)) {
			handOver(channel, message);
		}
	}

	private void onSignal(TofuChannel channel, Message message) {
		String drain = message.headers().first(TofuHeaders.DRAIN);
		if (drain != null) {
			message.close();
			channel.drainSignals().receive(drain);
			return;
		}
		String heartbeat = message.headers().first(TofuHeaders.HEARTBEAT);
		if (heartbeat != null) {
			message.close();
			if (heartbeat.equals(TofuHeaders.HEARTBEAT_ASK)) {
				channel.sender().tell(OpCode.SIGNAL, Map.of(TofuHeaders.HEARTBEAT, TofuHeaders.HEARTBEAT_ANSWER));
			}
			return;
		}
		if (channel.streams().onSignal(message, this.handler) || channel.exchanges().onFrame(message)) {
			return;
		}
		handOver(channel, message);
	}

	private void handOver(TofuChannel channel, Message message) {
		OpCode opCode = message.opCode();
		long messageId = message.messageId();
		if (messageId == 0 && opCode.role() == MessageRole.REQUEST) {
			violates(channel, message, "a " + opCode + " without an id");
			return;
		}
		try {
			give(channel, message);
		}
		catch (RuntimeException ex) {
			message.close();
			logger.error("A message on {} was dropped", channel, ex);
			if (opCode.role() == MessageRole.REQUEST) {
				refuse(channel, opCode, messageId, ErrorTypes.INTERNAL);
			}
		}
	}

	private void give(TofuChannel channel, Message message) {
		boolean wanted = message.opCode() == OpCode.REQUEST || message.opCode() == OpCode.SIGNAL;
		Service current = this.service;
		if (wanted && current == Service.NONE) {
			this.handler.refuse(channel, message);
			return;
		}
		if (message.opCode() == OpCode.REQUEST && current == Service.DRAINING) {
			this.lastServed = System.nanoTime();
		}
		this.handler.onMessage(channel, message);
	}

	private void refuse(TofuChannel channel, OpCode opCode, long messageId, String errorType) {
		try {
			channel.respondError(opCode, messageId, errorType, null);
		}
		catch (AmpeException | TofuException ex) {
			logger.warn("{} is dropped because its peer does not take its answers", channel, ex);
			channel.abort();
		}
	}

	private void violates(TofuChannel channel, Message message, String rule) {
		message.close();
		logger.warn("{} is dropped: {}", channel, rule);
		channel.refuse();
		channel.abort();
	}

	/** Why the engine made a message. */
	static String reason(Message message) {
		String reason = message.headers().first(Message.REASON);
		return (reason != null) ? reason : message.status().name().toLowerCase(Locale.ROOT);
	}

	/** What peers may want from this application. */
	enum Service {

		/** Everything. */
		FULL,
		/** Everything but new connections. */
		DRAINING,
		/** No requests and no signals either; what was taken is finished. */
		NONE

	}

}

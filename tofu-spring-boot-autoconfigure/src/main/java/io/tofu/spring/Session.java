package io.tofu.spring;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One group from its opening to its end: its receive thread and its channels.
 * Thread-safe.
 */
final class Session {

	private final TofuConnections connections;

	private final Ampe ampe;

	private final TofuInboundHandler handler;

	private final Dispatcher dispatcher;

	private final ReceiveLoop loop;

	private final Map<Integer, TofuChannel> channels = new ConcurrentHashMap<>();

	private final Map<Integer, TofuServer.Listener> listeners = new ConcurrentHashMap<>();

	/** Held from before a channel is opened until it is known here. */
	private final Object opening = new Object();

	Session(TofuConnections connections, Ampe ampe, TofuInboundHandler handler, boolean daemon) {
		this.connections = connections;
		this.ampe = ampe;
		this.handler = handler;
		this.dispatcher = new Dispatcher(this, handler);
		this.loop = new ReceiveLoop(ampe.createGroup(), this.dispatcher::dispatch, this::onEnd, daemon);
	}

	TofuConnections connections() {
		return this.connections;
	}

	Ampe ampe() {
		return this.ampe;
	}

	ChannelGroup group() {
		return this.loop.group();
	}

	ReceiveLoop loop() {
		return this.loop;
	}

	Dispatcher dispatcher() {
		return this.dispatcher;
	}

	/** All channels that have not ended. */
	Collection<TofuChannel> channels() {
		return List.copyOf(this.channels.values());
	}

	/** Opens a channel by a HelloRequest of the caller's. */
	TofuChannel dial(Message hello, TofuPeer peer) {
		synchronized (this.opening) {
			int number = group().post(hello).channelNumber();
			TofuChannel channel = new TofuChannel(this, number, peer);
			this.channels.put(number, channel);
			return channel;
		}
	}

	/**
	 * Opens a listener by a WelcomeRequest of the caller's; returns its channel number.
	 */
	int listen(Message welcome, TofuServer.Listener listener) {
		synchronized (this.opening) {
			int number = group().post(welcome).channelNumber();
			this.listeners.put(number, listener);
			return number;
		}
	}

	/**
	 * Closes a listener that {@link #listen} opened, and leaves its connections alone.
	 */
	void unlisten(int number) {
		try (Message message = this.ampe.get()) {
			group().post(message.opCode(OpCode.BYE_SIGNAL).channelNumber(number));
		}
		catch (AmpeException ex) {
			// It has ended by itself
		}
	}

	/** Takes up a connection that a peer opened. */
	TofuChannel accept(int number) {
		TofuChannel channel = new TofuChannel(this, number, null);
		this.channels.put(number, channel);
		return channel;
	}

	/** A connection that has not ended, or null. */
	@Nullable TofuChannel channel(int number) {
		TofuChannel channel = this.channels.get(number);
		if (channel == null) {
			// It may be being opened at this moment
			synchronized (this.opening) {
				channel = this.channels.get(number);
			}
		}
		return channel;
	}

	/** A listener that has not ended, or null. */
	TofuServer.@Nullable Listener listener(int number) {
		synchronized (this.opening) {
			return this.listeners.get(number);
		}
	}

	/** The engine's last word on a connection, on the receive thread. */
	void onEnded(TofuChannel channel, String engineReason) {
		String reason = channel.reasonOfEnd(engineReason);
		this.channels.remove(channel.number(), channel);
		for (Message message = channel.gate().next(); message != null; message = channel.gate().next()) {
			message.close();
		}
		boolean wasOpen = channel.end(reason);
		TofuPeer peer = channel.dialledBy();
		if (peer != null) {
			peer.connector().onEnded(channel, reason);
		}
		this.handler.onChannelClosed(channel);
		if (wasOpen) {
			this.connections.publish(new TofuPeerDisconnectedEvent(channel, reason));
		}
	}

	/** The engine's last word on a listener, on the receive thread. */
	void onEnded(int number, TofuServer.Listener listener, String reason) {
		this.listeners.remove(number, listener);
		listener.onEnded(reason);
	}

	/** Says goodbye to all peers and waits for them, then closes the group. */
	void close() {
		try {
			channels().forEach(TofuChannel::close);
			CompletableFuture<?>[] endings = channels().stream()
				.map(TofuChannel::ended)
				.toArray(CompletableFuture[]::new);
			this.connections.await(CompletableFuture.allOf(endings), this.connections.settings().byeTimeout());
		}
		finally {
			this.loop.close();
		}
	}

	/**
	 * Refuses requests from now on, tells the senders of all that is in flight, and then
	 * runs a small task on the receive thread.
	 */
	void endService(Runnable told) {
		this.dispatcher.service(Dispatcher.Service.NONE);
		this.loop.execute(() -> {
			try {
				// Unless the service goes on by now
				if (!this.dispatcher.takesRequests()) {
					this.handler.cutOff();
				}
			}
			finally {
				told.run();
			}
		});
	}

	/** Runs a small task on the receive thread, at once if this is it. */
	void execute(Runnable task) {
		if (this.loop.isCurrentThread()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

	/** Whether something was taken whose answer was not sent; on the receive thread. */
	boolean isBusyFor(TofuChannel channel) {
		return this.handler.isBusyFor(channel);
	}

	/** A Hello was decided: what was kept back meanwhile may go on. */
	void decided(TofuChannel channel) {
		this.loop.execute(() -> this.dispatcher.release(channel));
	}

	/** Nothing more is received: whoever still waits is told. On the receive thread. */
	private void onEnd() {
		String reason = "the application stopped or its engine failed";
		Map<Integer, TofuServer.Listener> listening;
		synchronized (this.opening) {
			listening = Map.copyOf(this.listeners);
		}
		listening.forEach((number, listener) -> onEnded(number, listener, reason));
		channels().forEach((channel) -> onEnded(channel, reason));
	}

}

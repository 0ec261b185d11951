package io.tofu.behaviour;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tofu.AmpeStatus;
import io.tofu.ChannelInfo;
import io.tofu.EngineListener;

/**
 * Writes down what an engine tells.
 */
class Events implements EngineListener {

	private final List<Event> all = new CopyOnWriteArrayList<>();

	/** Everything so far. */
	List<Event> all() {
		return this.all;
	}

	/** What was told of one kind so far. */
	List<Event> of(String name) {
		return this.all.stream().filter((event) -> event.name.equals(name)).toList();
	}

	/** What was told of one kind and channel so far. */
	List<Event> of(String name, int channel) {
		return of(name).stream().filter((event) -> event.channel.number() == channel).toList();
	}

	/** For those who do something more. */
	void on(Event event) {
		this.all.add(event);
	}

	@Override
	public final void onChannelOpened(ChannelInfo channel) {
		on(new Event("opened", channel, null, null));
	}

	@Override
	public final void onChannelClosed(ChannelInfo channel, AmpeStatus status, String reason) {
		on(new Event("closed", channel, status, reason));
	}

	@Override
	public final void onOpenFailed(ChannelInfo channel, AmpeStatus status, String reason) {
		on(new Event("openFailed", channel, status, reason));
	}

	@Override
	public final void onAcceptFailed(ChannelInfo listener, String reason) {
		on(new Event("acceptFailed", listener, null, reason));
	}

	@Override
	public final void onPoolEmpty(ChannelInfo channel) {
		on(new Event("poolEmpty", channel, null, null));
	}

	@Override
	public final void onInboxFull(ChannelInfo channel) {
		on(new Event("inboxFull", channel, null, null));
	}

	@Override
	public final void onSendQueueFull(ChannelInfo channel) {
		on(new Event("sendQueueFull", channel, null, null));
	}

	@Override
	public final void onEngineFailed(Throwable cause) {
		on(new Event("engineFailed", null, null, cause.getMessage()));
	}

	/**
	 * One thing that was told.
	 */
	record Event(String name, ChannelInfo channel, AmpeStatus status, String reason) {
	}

}

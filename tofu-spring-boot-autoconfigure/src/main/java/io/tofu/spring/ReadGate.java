package io.tofu.spring;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

import io.tofu.ChannelGroup;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a channel is read. It is not while its Hello is undecided, nor while
 * its listeners have too much to do; but an answer that we wait for must not be stuck
 * behind what they cannot take. Nor is it while a stream is full, whatever else waits.
 */
final class ReadGate {

	private final ChannelGroup group;

	private final int channelNumber;

	private final BooleanSupplier awaitsAnswer;

	private volatile boolean full;

	private boolean undecided;

	private int fullStreams;

	private volatile boolean paused;

	private boolean closed;

	// receive thread only
	private final Queue<Message> keptBack = new ArrayDeque<>();

	ReadGate(ChannelGroup group, int channelNumber, BooleanSupplier awaitsAnswer) {
		this.group = group;
		this.channelNumber = channelNumber;
		this.awaitsAnswer = awaitsAnswer;
	}

	/** Says whether the listeners have too much to do. */
	void full(boolean full) {
		this.full = full;
		update();
	}

	/** Says whether the Hello is undecided. */
	synchronized void undecided(boolean undecided) {
		this.undecided = undecided;
		update();
	}

	/**
	 * Says that one more stream is full. Thread-safe; followed by one
	 * {@link #streamHasRoom}, which may even overtake it.
	 */
	synchronized void streamIsFull() {
		this.fullStreams++;
		update();
	}

	/** Says that a stream is not full any more. */
	synchronized void streamHasRoom() {
		this.fullStreams--;
		update();
	}

	/** Says that we may have begun or ceased to wait for an answer. */
	void answersChanged() {
		if (this.full) {
			update();
		}
	}

	/** The channel has ended: its number may soon be another one's. */
	synchronized void close() {
		this.closed = true;
	}

	/** Whether the channel is not read at this moment. Any thread. */
	boolean isPaused() {
		return this.paused;
	}

	/** Keeps what arrives while the Hello is undecided. */
	void keepBack(Message message) {
		this.keptBack.add(message);
	}

	/** Whether there is something to come before what arrives now. */
	boolean keepsBack() {
		return !this.keptBack.isEmpty();
	}

	/** The first message kept back, owned by the caller, or null if none is left. */
	@Nullable Message next() {
		return this.keptBack.poll();
	}

	private synchronized void update() {
		boolean pause = this.undecided || this.fullStreams > 0 || (this.full && !this.awaitsAnswer.getAsBoolean());
		if (pause == this.paused || this.closed) {
			return;
		}
		this.paused = pause;
		if (pause) {
			this.group.pauseReceive(this.channelNumber);
		}
		else {
			this.group.resumeReceive(this.channelNumber);
		}
	}

}

package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.EngineListener;
import org.jspecify.annotations.Nullable;

/** What arrives on one connection, and why nothing is read at the moment. */
final class Incoming {

	/** Reasons not to read, as bits. */
	static final int PAUSED_BY_APPLICATION = 1;

	static final int PAUSED_BY_POOL = 2;

	static final int PAUSED_BY_INBOX = 4;

	static final int PAUSED_BY_MEMORY = 8;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** How many messages are delivered before the receiver's room is looked at again. */
	private static final int BURST = 256;

	/** What is read from a connection at most while too much is kept of others. */
	private static final int LITTLE = 4096;

	private final Connection connection;

	/** Has what is left over of the last read; null if that is nothing. */
	private @Nullable FrameReader reader;

	private int pauses;

	/** The last time the pool was empty that the application was told of. */
	private long toldStarvation;

	/** How much memory is held for what is not delivered yet. */
	private int kept;

	private @Nullable Exception failure;

	/** How a read ended. */
	enum Outcome {

		/** More may come. */
		OPEN,
		/** The peer has said its last word. */
		FAREWELL,
		/** What the peer sent cannot be taken. */
		VIOLATION,
		/** The peer has closed, or the connection broke. */
		END

	}

	Incoming(Connection connection) {
		this.connection = connection;
	}

	/** Reads once and delivers every complete message, as one burst. */
	Outcome read(Transport transport) {
		if (isChoked() || !hasMemory()) {
			return Outcome.OPEN;
		}
		ByteBuffer buffer = this.connection.reactor().readBuffer();
		if (partialFrames().isFull() && !isInsideFrame()) {
			buffer.limit(LITTLE);
		}
		boolean ended;
		try {
			int count = transport.read(buffer);
			ended = count < 0;
			this.connection.reactor().poller().onRead(Math.max(0, count));
			Patience clocks = this.connection.running();
			if (clocks != null) {
				clocks.onHeard();
			}
		}
		catch (IOException ex) {
			this.failure = ex;
			ended = true;
		}
		Outcome outcome = deliver(buffer.flip());
		if (outcome == Outcome.OPEN && ended) {
			return Outcome.END;
		}
		if (isInsideFrame()) {
			transport.expectMore();
		}
		return outcome;
	}

	/** What cannot be delivered has to be kept: while there is too much, less is read. */
	private boolean hasMemory() {
		if (!partialFrames().isFull()) {
			return true;
		}
		if (pool().free() == 0) {
			starve();
			return false;
		}
		if (isInsideFrame() && !partialFrames().admits(this.connection)) {
			pause(PAUSED_BY_MEMORY);
			return false;
		}
		return true;
	}

	/** There may be room again: delivers what has already arrived. */
	Outcome deliverKept() {
		return (this.reader != null && this.reader.holdsFrame()) ? deliver(NOTHING) : Outcome.OPEN;
	}

	private Outcome deliver(ByteBuffer arrived) {
		Spares spares = this.connection.reactor().spares();
		FrameReader cutter = (this.reader != null) ? this.reader : spares.reader();
		Outcome outcome = Outcome.OPEN;
		boolean more = true;
		while (more && outcome == Outcome.OPEN && !isChoked()) {
			int most = Math.min(BURST, this.connection.group().room());
			Burst burst = cutter.cut(spares.burst(), arrived, this.connection.number(), most);
			more = burst.count() == most;
			outcome = deliver(burst, cutter.isStarved());
		}
		if (outcome == Outcome.OPEN) {
			cutter.keep(arrived);
			keep(cutter);
		}
		return outcome;
	}

	private Outcome deliver(Burst burst, boolean starved) {
		boolean farewell = burst.isFarewell();
		AmpeException violation = burst.violation();
		if (!burst.isEmpty()) {
			this.connection.onMessages(burst);
			partialFrames().leave(this.connection);
		}
		if (starved) {
			onStarved();
		}
		if (violation != null) {
			this.failure = violation;
			return Outcome.VIOLATION;
		}
		return farewell ? Outcome.FAREWELL : Outcome.OPEN;
	}

	/** Keeps the reader as long as something is left over in it. */
	private void keep(FrameReader cutter) {
		Spares spares = this.connection.reactor().spares();
		if (cutter.isEmpty()) {
			if (this.reader != null) {
				this.reader = null;
				spares.giveBack(cutter);
			}
			keep(0);
			return;
		}
		if (this.reader == null) {
			this.reader = cutter;
			spares.onReaderTaken();
		}
		keep(cutter.keptBytes());
		if (cutter.isInsideFrame()) {
			this.connection.patience().onPartial(cutter.partialBytes());
		}
	}

	private void keep(int bytes) {
		int difference = bytes - this.kept;
		this.kept = bytes;
		partialFrames().add(difference);
	}

	/** Whether the receiver is too far behind; then nothing is read for a while. */
	private boolean isChoked() {
		if (!this.connection.group().isChoked()) {
			return false;
		}
		if ((this.pauses & PAUSED_BY_INBOX) == 0) {
			pause(PAUSED_BY_INBOX);
			this.connection.group().members().pause(this.connection);
		}
		return true;
	}

	private void onStarved() {
		if ((this.pauses & PAUSED_BY_POOL) == 0) {
			starve();
			if (isNewStarvation()) {
				this.connection.tell(EngineListener::onPoolEmpty);
				this.connection.notice(AmpeStatus.POOL_EMPTY);
			}
		}
	}

	private void starve() {
		pause(PAUSED_BY_POOL);
		this.connection.reactor().addStarved(this.connection);
	}

	/** Nothing more is read. */
	void end() {
		keep(0);
		partialFrames().leave(this.connection);
	}

	/** The application is told that the pool is empty once an episode. */
	private boolean isNewStarvation() {
		long current = pool().starvations();
		boolean isNew = this.toldStarvation != current;
		this.toldStarvation = current;
		return isNew;
	}

	private MessagePool pool() {
		return this.connection.reactor().pool();
	}

	private PartialFrames partialFrames() {
		return this.connection.reactor().totals().partialFrames();
	}

	/** What broke the connection or the protocol; null after an orderly end. */
	@Nullable Exception failure() {
		return this.failure;
	}

	boolean isInsideFrame() {
		return this.reader != null && this.reader.isInsideFrame();
	}

	boolean isPaused() {
		return this.pauses != 0;
	}

	void pause(int reason) {
		if (reason != PAUSED_BY_MEMORY) {
			// others need not wait for a message that is not read on
			partialFrames().leave(this.connection);
			this.pauses &= ~PAUSED_BY_MEMORY;
		}
		this.pauses |= reason;
		Patience clocks = this.connection.running();
		if (clocks != null) {
			clocks.standStill();
		}
	}

	void resume(int reason) {
		this.pauses &= ~reason;
		Patience clocks = this.connection.running();
		if (this.pauses == 0 && clocks != null) {
			clocks.goOn();
		}
	}

}

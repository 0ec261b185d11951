package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/** What arrives on one connection, and why nothing is read at the moment. */
final class Incoming {

	/** Reasons not to read, as bits. */
	static final int PAUSED_BY_APPLICATION = 1;

	static final int PAUSED_BY_POOL = 2;

	static final int PAUSED_BY_INBOX = 4;

	private final Connection connection;

	private final MessagePool pool;

	private final FrameReader reader;

	private int pauses;

	/** The last time the pool was empty that the application was told of. */
	private long toldStarvation;

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

	Incoming(Connection connection, MessagePool pool) {
		this.connection = connection;
		this.pool = pool;
		this.reader = new FrameReader(pool);
	}

	/** Reads once and delivers every complete message, as one burst. */
	Outcome read(Transport transport) {
		ByteBuffer buffer = this.connection.reactor().readBuffer();
		boolean ended;
		try {
			ended = transport.read(buffer) < 0;
		}
		catch (IOException ex) {
			this.failure = ex;
			ended = true;
		}
		Outcome outcome = deliver(buffer.flip());
		if (outcome == Outcome.OPEN && ended) {
			return Outcome.END;
		}
		if (this.reader.isInsideFrame()) {
			transport.expectMore();
		}
		return outcome;
	}

	/** There is storage again: delivers what has already arrived. */
	Outcome onPoolRefilled() {
		resume(PAUSED_BY_POOL);
		return deliver(this.connection.reactor().readBuffer().flip());
	}

	private Outcome deliver(ByteBuffer arrived) {
		Burst burst = this.reader.cut(arrived, this.connection.number());
		boolean farewell = burst.isFarewell();
		if (!burst.isEmpty()) {
			this.connection.onMessages(burst.first().messageId());
			this.connection.group().deliver(burst.last(), burst.first(), burst.count(), burst.length());
		}
		if (farewell) {
			return Outcome.FAREWELL;
		}
		if (burst.violation() != null) {
			this.failure = burst.violation();
			return Outcome.VIOLATION;
		}
		pauseIfNeeded();
		return Outcome.OPEN;
	}

	/** Stops reading while there is no room for more. */
	private void pauseIfNeeded() {
		if (this.reader.isStarved()) {
			pause(PAUSED_BY_POOL);
			this.connection.reactor().addStarved(this.connection);
			this.connection.onStarved(isNewStarvation());
		}
		if (this.connection.group().isChoked()) {
			pause(PAUSED_BY_INBOX);
			this.connection.group().channels().addPaused(this.connection);
		}
	}

	/** The application is told that the pool is empty once an episode. */
	private boolean isNewStarvation() {
		long current = this.pool.starvations();
		boolean isNew = this.toldStarvation != current;
		this.toldStarvation = current;
		return isNew;
	}

	/** What broke the connection or the protocol; null after an orderly end. */
	@Nullable Exception failure() {
		return this.failure;
	}

	boolean isInsideFrame() {
		return this.reader.isInsideFrame();
	}

	boolean isPaused() {
		return this.pauses != 0;
	}

	void pause(int reason) {
		this.pauses |= reason;
	}

	void resume(int reason) {
		this.pauses &= ~reason;
	}

}

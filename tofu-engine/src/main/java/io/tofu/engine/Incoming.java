package io.tofu.engine;

import java.nio.ByteBuffer;

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

	Incoming(Connection connection, MessagePool pool) {
		this.connection = connection;
		this.pool = pool;
		this.reader = new FrameReader(pool);
	}

	/** Cuts what was kept and what has arrived now into messages. */
	Burst cut(ByteBuffer arrived) {
		return this.reader.cut(arrived, this.connection.number());
	}

	boolean isInsideFrame() {
		return this.reader.isInsideFrame();
	}

	/** Whether a complete message waits for storage. */
	boolean isStarved() {
		return this.reader.isStarved();
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

	/** After a read: stops reading while there is no room for more. */
	void pauseIfNeeded() {
		if (this.reader.isStarved()) {
			pause(PAUSED_BY_POOL);
			this.connection.reactor().addStarved(this.connection);
		}
		if (this.connection.group().isChoked()) {
			pause(PAUSED_BY_INBOX);
			this.connection.group().channels().addPaused(this.connection);
		}
	}

	/** Whether the application is to be told that the pool is empty; once an episode. */
	boolean isNewStarvation() {
		if (!this.reader.isStarved()) {
			return false;
		}
		long current = this.pool.starvations();
		boolean isNew = this.toldStarvation != current;
		this.toldStarvation = current;
		return isNew;
	}

}

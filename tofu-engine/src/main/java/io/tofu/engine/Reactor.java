package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.EngineListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of an engine. Every socket, send queue and deadline belongs to whoever has the
 * turn: the one who turns the loop has it except while it sleeps in the selector, and a
 * thread that posts may take it then, for one write. Other threads hand over envelopes
 * and commands; the loop takes all there are, works them off, and then writes once to
 * every connection that was touched.
 */
final class Reactor {

	private static final Logger logger = LoggerFactory.getLogger(Reactor.class);

	/** How much is gathered for one write, in bytes. */
	private static final int WRITE_BUFFER = 128 << 10;

	/** What is worth a write of its own, in bytes. */
	private static final int LARGE = 16 << 10;

	private final AmpeOptions options;

	private final LongSupplier clock;

	private final MessagePool pool;

	private final ChannelTable table;

	private final Groups groups;

	private final Totals totals;

	private final Admission admission;

	private final Resolver resolver = new Resolver();

	private final Loop loop;

	private final Handover handover;

	private final ReentrantLock turn = new ReentrantLock();

	private volatile long passes;

	// turn

	private final Poller poller;

	private final Deadlines deadlines = new Deadlines();

	private final Spares spares;

	private final ByteBuffer readBuffer;

	private final ByteBuffer writeBuffer;

	private final Queue<Connection> touched = new ArrayDeque<>();

	private final Queue<Connection> starved = new ArrayDeque<>();

	private final Consumer<Envelope> onPosted = this::onPosted;

	private final Consumer<SelectionKey> onReady = this::onReady;

	private long now;

	private long passCount;

	Reactor(AmpeOptions options, LongSupplier clock) throws IOException {
		this.options = options;
		this.clock = clock;
		this.now = clock.getAsLong();
		this.pool = new MessagePool(options.initialPoolSize(), options.maxPoolSize(), options.poolCacheBytes());
		this.spares = new Spares(this.pool);
		this.table = new ChannelTable(options.maxChannels());
		this.groups = new Groups(this);
		this.totals = new Totals(options);
		this.admission = new Admission(this);
		this.readBuffer = ByteBuffer.allocateDirect(options.readBufferSize());
		this.writeBuffer = ByteBuffer.allocateDirect(WRITE_BUFFER);
		Sockets.prepare();
		Selector selector = Selector.open();
		this.poller = new Poller(selector);
		this.loop = new Loop(this, selector, options.threadName());
		this.handover = new Handover(this.loop.wheel());
		this.pool.onRefill(this.loop.wheel()::wake);
	}

	// any thread

	void start() throws IOException {
		this.loop.start();
	}

	boolean isRunning() {
		return !this.loop.isStopped() && !this.groups.isClosing();
	}

	/** Closes everything and waits for the end, except on the loop itself. */
	void close() {
		this.pool.close();
		this.groups.close();
		if (!isOnLoop()) {
			this.groups.await(this.loop.ended());
		}
	}

	AmpeOptions options() {
		return this.options;
	}

	MessagePool pool() {
		return this.pool;
	}

	ChannelTable table() {
		return this.table;
	}

	Groups groups() {
		return this.groups;
	}

	Totals totals() {
		return this.totals;
	}

	long passes() {
		return this.passes;
	}

	Loop loop() {
		return this.loop;
	}

	Handover handover() {
		return this.handover;
	}

	boolean isOnLoop() {
		return this.turn.isHeldByCurrentThread();
	}

	/**
	 * Sends a message on this thread, if its connection is quiet, or for a large one
	 * idle, and nobody has the turn. What goes wrong then is the loop's business, not the
	 * poster's.
	 * @return false if the message has to be submitted
	 */
	boolean sendNow(Envelope envelope, Connection connection) {
		if (isOnLoop() || this.turn.hasQueuedThreads() || !this.turn.tryLock()) {
			return false;
		}
		try {
			long time = this.clock.getAsLong();
			boolean ready = (envelope.claimed >= LARGE) ? connection.isIdle() : connection.isQuiet(time);
			if (this.loop.isStopped() || !ready) {
				return false;
			}
			this.now = time;
			onPosted(envelope);
			finishPass();
			if (!connection.isIdle()) {
				this.handover.nudge();
			}
			return true;
		}
		finally {
			this.turn.unlock();
		}
	}

	/** Runs a command on the loop, behind everything that was posted before. */
	void execute(Runnable command) {
		this.handover.execute(command);
	}

	Envelope engineSignal(int channelNumber, long messageId, AmpeStatus status, @Nullable String reason) {
		return this.pool.acquireForEngine().engineSignal(channelNumber, messageId, status, reason);
	}

	/** Tells the listener; what it does wrong is logged. */
	void tell(Consumer<EngineListener> event) {
		guarded(() -> event.accept(this.options.listener()));
	}

	/** Whether there is anybody to {@link #tell}. */
	boolean hasListener() {
		return !EngineListener.NONE.equals(this.options.listener());
	}

	// turn

	/**
	 * Does what there is to do.
	 * @return how long nothing more will be to do, in nanoseconds
	 */
	long work() {
		this.turn.lock();
		try {
			this.now = this.clock.getAsLong();
			this.passes = ++this.passCount;
			this.poller.finish(Reactor::guarded);
			this.handover.drain(this.onPosted, Reactor::guarded);
			resumeStarved();
			this.deadlines.expire(this.now, Reactor::guarded);
			finishPass();
			boolean more = this.loop.isStopped() || this.poller.isDue() || this.poller.hasReady()
					|| !this.handover.isEmpty() || isRefilled();
			this.poller.prepare();
			if (more || this.deadlines.isEmpty()) {
				return more ? 0 : Long.MAX_VALUE;
			}
			return Math.max(0, this.deadlines.untilNext(this.now));
		}
		finally {
			this.turn.unlock();
		}
	}

	/** Reads from some of the sockets that were found ready. */
	void workOnReady() {
		if (!this.poller.hasReady()) {
			return;
		}
		this.turn.lock();
		try {
			this.now = this.clock.getAsLong();
			this.poller.drain(this.onReady);
			finishPass();
		}
		finally {
			this.turn.unlock();
		}
	}

	/** Whether a connection waits for storage and there is some; else the pool calls. */
	boolean isRefilled() {
		if (this.starved.isEmpty()) {
			return false;
		}
		this.pool.callWhenRefilled();
		return this.pool.free() > 0;
	}

	/** A socket is ready. */
	private void onReady(SelectionKey key) {
		ReadyHandler handler = (ReadyHandler) key.attachment();
		try {
			handler.onReady(key);
		}
		catch (Throwable ex) {
			fail(handler, ex);
		}
	}

	/** What a command does wrong is logged and does not end the loop. */
	static void guarded(Runnable command) {
		try {
			command.run();
		}
		catch (Throwable ex) {
			logger.warn("A command has failed", ex);
		}
	}

	/** Does something for a channel: what goes wrong ends that channel alone. */
	static void guarded(ReadyHandler handler, Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			fail(handler, ex);
		}
	}

	private static void fail(ReadyHandler handler, Throwable failure) {
		guarded(() -> handler.onFailure(failure));
	}

	private void onPosted(Envelope envelope) {
		Channel channel = envelope.channel;
		assert channel != null : "claimed before";
		this.totals.send().add(envelope.claimed);
		try {
			channel.onPosted(envelope);
		}
		catch (Throwable ex) {
			fail(channel, ex);
		}
	}

	/** Writes what there is to write, then tells receivers of what has come. */
	private void finishPass() {
		for (Connection next = this.touched.poll(); next != null; next = this.touched.poll()) {
			try {
				next.onTouched();
			}
			catch (Throwable ex) {
				fail(next, ex);
			}
		}
		this.groups.wakeReceivers();
	}

	/** A connection that was refused storage waits for its turn. */
	void addStarved(Connection connection) {
		this.starved.add(connection);
	}

	private void resumeStarved() {
		for (int i = this.starved.size(); i > 0 && this.pool.free() > 0; i--) {
			Connection next = this.starved.remove();
			guarded(next, () -> next.resume(Incoming.PAUSED_BY_POOL));
		}
	}

	/** A connection that has something to write at the end of this pass. */
	void touch(Connection connection) {
		this.touched.add(connection);
	}

	Poller poller() {
		return this.poller;
	}

	Admission admission() {
		return this.admission;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	Resolver resolver() {
		return this.resolver;
	}

	/** The time of what the loop is working on. */
	long now() {
		return this.now;
	}

	Spares spares() {
		return this.spares;
	}

	/** Empty, for the time of one call. */
	ByteBuffer readBuffer() {
		return this.readBuffer.clear();
	}

	/** Empty, for the time of one call. */
	ByteBuffer writeBuffer() {
		return this.writeBuffer.clear();
	}

	/** The end of the loop, in peace or by a failure: nothing is left behind. */
	void end(@Nullable Throwable death) {
		this.turn.lock();
		try {
			this.pool.close();
			guarded(this.resolver::close);
			guarded(() -> this.groups.onEngineEnded(death));
			if (death != null && hasListener()) {
				tell((listener) -> listener.onEngineFailed(death));
			}
			this.handover.close((late) -> guarded(() -> {
				this.table.abandon(late);
				late.release();
			}));
			this.poller.close(Reactor::guarded);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Closing the selector failed", ex);
		}
		finally {
			this.turn.unlock();
		}
	}

}

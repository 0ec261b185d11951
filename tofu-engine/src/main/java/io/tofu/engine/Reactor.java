package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 * turn: the engine's thread has it except while it sleeps in the selector, and a thread
 * that posts may take it then, for one write. Other threads hand over envelopes and
 * commands; the loop takes all there are, works them off, and then writes once to every
 * connection that was touched.
 */
final class Reactor implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Reactor.class);

	private final AmpeOptions options;

	private final LongSupplier clock;

	private final MessagePool pool;

	private final ChannelTable table;

	private final Groups groups;

	private final SendTotal sendTotal;

	private final PartialFrames partialFrames;

	private final Admission admission;

	private final Tally received = new Tally();

	private final Tally sent = new Tally();

	private final Resolver resolver = new Resolver();

	private final Selector selector;

	private final Handover handover;

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Thread thread;

	private final ReentrantLock turn = new ReentrantLock();

	private volatile long passes;

	// turn

	private final Deadlines deadlines = new Deadlines();

	private final ByteBuffer readBuffer;

	private final ByteBuffer writeBuffer;

	private final Queue<Connection> touched = new ArrayDeque<>();

	private final Queue<Connection> starved = new ArrayDeque<>();

	private final Consumer<SelectionKey> onReady = this::onReady;

	private final Consumer<Envelope> onPosted = this::onPosted;

	private final Consumer<Runnable> guarded = Reactor::guarded;

	private long now;

	private long passCount;

	/** Sockets were closed: the selector lets go of them when it is run next. */
	private boolean selectSoon;

	/** What has to wait until the selector has let go of sockets that were closed. */
	private final Queue<Runnable> afterSelect = new ArrayDeque<>();

	private boolean stopped;

	Reactor(AmpeOptions options, LongSupplier clock) throws IOException {
		this.options = options;
		this.clock = clock;
		this.now = clock.getAsLong();
		this.pool = new MessagePool(options.initialPoolSize(), options.maxPoolSize(), options.poolCacheBytes());
		this.table = new ChannelTable(options.maxChannels());
		this.groups = new Groups(this);
		this.sendTotal = new SendTotal(options.totalSendBytes());
		this.partialFrames = new PartialFrames(options.partialFrameBytes());
		this.admission = new Admission(this);
		this.readBuffer = ByteBuffer.allocateDirect(options.readBufferSize());
		this.writeBuffer = ByteBuffer.allocateDirect(options.readBufferSize());
		this.selector = Selector.open();
		this.handover = new Handover(this.selector);
		this.pool.onRefill(this.handover::wake);
		this.thread = new Thread(this, options.threadName());
		this.thread.setDaemon(true);
	}

	// any thread

	/** Starts the loop; if the system gives no thread, nothing is left open. */
	void start() throws IOException {
		try {
			this.thread.start();
		}
		catch (OutOfMemoryError ex) {
			this.selector.close();
			throw ex;
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

	SendTotal sendTotal() {
		return this.sendTotal;
	}

	PartialFrames partialFrames() {
		return this.partialFrames;
	}

	/** What was received on all channels. */
	Tally received() {
		return this.received;
	}

	/** What was written on all channels. */
	Tally sent() {
		return this.sent;
	}

	long passes() {
		return this.passes;
	}

	boolean isRunning() {
		return this.ended.getCount() > 0 && !this.groups.isClosing();
	}

	boolean isOnLoop() {
		return this.turn.isHeldByCurrentThread();
	}

	/** Hands a posted message over; false if the loop has ended. */
	boolean submit(Envelope envelope) {
		return this.handover.submit(envelope);
	}

	/**
	 * Sends a message on this thread, if its connection is quiet and nobody has the turn.
	 * What goes wrong then is the loop's business, not the poster's.
	 * @return false if the message has to be submitted
	 */
	boolean sendNow(Envelope envelope, Connection connection) {
		if (isOnLoop() || this.turn.hasQueuedThreads() || !this.turn.tryLock()) {
			return false;
		}
		try {
			long time = this.clock.getAsLong();
			if (this.stopped || !connection.isQuiet(time)) {
				return false;
			}
			this.now = time;
			onPosted(envelope);
			flushTouched();
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
		return this.options.listener() != EngineListener.NONE;
	}

	void close() {
		this.pool.close();
		this.groups.close();
		if (!isOnLoop()) {
			this.groups.await(this.ended);
		}
	}

	// the loop's thread

	@Override
	public void run() {
		Throwable death = null;
		this.turn.lock();
		try {
			while (!this.stopped) {
				pass();
			}
		}
		catch (Throwable ex) {
			logger.error("The engine has failed and closes all its channels", ex);
			death = ex;
		}
		if (!isOnLoop()) {
			this.turn.lock();
		}
		try {
			end(death);
		}
		finally {
			this.turn.unlock();
		}
	}

	private void pass() throws IOException {
		this.passes = ++this.passCount;
		int released = this.afterSelect.size();
		select();
		// an interrupt means nothing here, but the selector would not sleep any more
		Thread.interrupted();
		takeTurn();
		for (int i = 0; i < released; i++) {
			guarded(this.afterSelect.remove());
		}
		this.handover.drain(this.onPosted, this.guarded);
		resumeStarved();
		this.deadlines.expire(this.now, this.guarded);
		flushTouched();
	}

	/** Lets the turn go while it sleeps; has it again as soon as a socket is ready. */
	private void select() throws IOException {
		if (hasWork()) {
			this.selectSoon = false;
			this.handover.awake();
			this.selector.selectNow(this.onReady);
			return;
		}
		this.handover.fallAsleep();
		if (!this.starved.isEmpty()) {
			this.pool.callWhenRefilled();
		}
		// only then: who adds something from now on wakes the selector
		boolean works = hasWork();
		long timeout = works ? 0 : timeout();
		this.turn.unlock();
		if (works) {
			this.selector.selectNow(this.onReady);
		}
		else {
			this.selector.select(this.onReady, timeout);
		}
		this.handover.awake();
	}

	private void takeTurn() {
		if (!isOnLoop()) {
			this.turn.lock();
		}
		this.now = this.clock.getAsLong();
	}

	private boolean hasWork() {
		return this.selectSoon || !this.handover.isEmpty() || (!this.starved.isEmpty() && this.pool.free() > 0);
	}

	/** Milliseconds for {@code select}: 0 waits for ever, so what is due waits for 1. */
	private long timeout() {
		if (this.deadlines.isEmpty()) {
			return 0;
		}
		long nanos = this.deadlines.untilNext(this.clock.getAsLong());
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1));
	}

	private void onReady(SelectionKey key) {
		if (!isOnLoop()) {
			takeTurn();
		}
		ReadyHandler handler = (ReadyHandler) key.attachment();
		try {
			handler.onReady(key);
		}
		catch (Throwable ex) {
			fail(handler, ex);
		}
	}

	// turn

	/** What a command does wrong is logged and does not end the loop. */
	static void guarded(Runnable command) {
		try {
			command.run();
		}
		catch (Throwable ex) {
			logger.warn("A command has failed", ex);
		}
	}

	private static void fail(ReadyHandler handler, Throwable failure) {
		guarded(() -> handler.onFailure(failure));
	}

	private void onPosted(Envelope envelope) {
		Channel channel = envelope.channel;
		assert channel != null : "claimed before";
		this.sendTotal.add(envelope.claimed);
		try {
			channel.onPosted(envelope);
		}
		catch (Throwable ex) {
			fail(channel, ex);
		}
	}

	private void flushTouched() {
		for (Connection next = this.touched.poll(); next != null; next = this.touched.poll()) {
			try {
				next.onTouched();
			}
			catch (Throwable ex) {
				fail(next, ex);
			}
		}
	}

	/** A connection that was refused storage waits for its turn. */
	void addStarved(Connection connection) {
		this.starved.add(connection);
	}

	private void resumeStarved() {
		for (int i = this.starved.size(); i > 0 && this.pool.free() > 0; i--) {
			Connection next = this.starved.remove();
			try {
				next.onPoolRefilled();
			}
			catch (Throwable ex) {
				fail(next, ex);
			}
		}
	}

	/** A connection that has something to write at the end of this pass. */
	void touch(Connection connection) {
		this.touched.add(connection);
	}

	SelectionKey register(SelectableChannel socket, int operations, ReadyHandler handler)
			throws ClosedChannelException {
		return socket.register(this.selector, operations, handler);
	}

	/**
	 * Does something when the sockets that were closed until now are really closed: the
	 * system lets go of them when the selector, whose keys were cancelled, is run again.
	 */
	void afterSelect(Runnable task) {
		this.afterSelect.add(task);
		selectSoon();
	}

	/** Lets the system go of sockets that were closed. */
	void selectSoon() {
		this.selectSoon = true;
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

	/** Empty, for the time of one call. */
	ByteBuffer readBuffer() {
		return this.readBuffer.clear();
	}

	/** Empty, for the time of one call. */
	ByteBuffer writeBuffer() {
		return this.writeBuffer.clear();
	}

	/** Ends the loop after this pass. */
	void stop() {
		this.stopped = true;
	}

	/** The end of the loop, in peace or by a failure: nothing is left behind. */
	private void end(@Nullable Throwable death) {
		this.stopped = true;
		this.pool.close();
		this.resolver.close();
		this.groups.onEngineEnded(death);
		if (death != null && hasListener()) {
			tell((listener) -> listener.onEngineFailed(death));
		}
		this.afterSelect.forEach(Reactor::guarded);
		this.afterSelect.clear();
		this.handover.close((late) -> {
			this.table.abandon(late);
			late.release();
		});
		try {
			for (SelectionKey key : this.selector.keys()) {
				Sockets.close(key.channel());
			}
			this.selector.close();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Closing the selector failed", ex);
		}
		this.ended.countDown();
		logger.info("tofu engine stopped");
	}

}

package io.tofu.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: one thread that owns every socket, every send queue and every deadline of an
 * engine. Other threads hand it envelopes and commands; it takes all there are, works
 * them off, and then writes once to every connection that was touched.
 */
final class Reactor implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Reactor.class);

	/** What closing may take beyond the close timeout: peers that end late. */
	private static final long CLOSE_SLACK = TimeUnit.SECONDS.toNanos(3);

	private final AmpeOptions options;

	private final MessagePool pool;

	private final ChannelTable table = new ChannelTable();

	private final Resolver resolver = new Resolver();

	private final Selector selector;

	private final Handover handover;

	private final Set<Group> groups = ConcurrentHashMap.newKeySet();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Thread thread;

	private volatile boolean closing;

	private volatile long passes;

	// reactor thread only

	private final Deadlines deadlines = new Deadlines();

	private final ByteBuffer readBuffer;

	private final ByteBuffer writeBuffer;

	private final Queue<Connection> touched = new ArrayDeque<>();

	private final Queue<Connection> starved = new ArrayDeque<>();

	private long now = System.nanoTime();

	private long passCount;

	/** Sockets were closed: the selector lets go of them when it is run next. */
	private boolean selectSoon;

	/** What has to wait until the selector has let go of sockets that were closed. */
	private final Queue<Runnable> afterSelect = new ArrayDeque<>();

	private boolean stopped;

	Reactor(AmpeOptions options) throws IOException {
		this.options = options;
		this.pool = new MessagePool(options.initialPoolSize(), options.maxPoolSize(), options.poolCacheBytes());
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

	int groupCount() {
		return this.groups.size();
	}

	long passes() {
		return this.passes;
	}

	boolean isRunning() {
		return this.ended.getCount() > 0 && !this.closing;
	}

	boolean isOnLoop() {
		return Thread.currentThread().equals(this.thread);
	}

	/** Hands a posted message over; false if the loop has ended. */
	boolean submit(Envelope envelope) {
		return this.handover.submit(envelope);
	}

	/** Runs a command on the loop, behind everything that was posted before. */
	void execute(Runnable command) {
		this.handover.execute(command);
	}

	Group createGroup() {
		Group group = new Group(this);
		this.groups.add(group);
		if (this.closing) {
			this.groups.remove(group);
			// the loop may have waited for this one
			execute(this::stopIfClosed);
			throw new AmpeException(AmpeStatus.SHUTDOWN_STARTED, "The engine is closed");
		}
		return group;
	}

	Envelope engineSignal(int channelNumber, long messageId, AmpeStatus status, @Nullable String reason) {
		return this.pool.acquireForEngine().engineSignal(channelNumber, messageId, status, reason);
	}

	/**
	 * Waits for what the loop will do within its bounds; keeps an interrupt for later.
	 */
	void await(CountDownLatch latch) {
		boolean interrupted = false;
		long deadline = System.nanoTime() + this.options.closeTimeout().toNanos() + CLOSE_SLACK;
		while (true) {
			try {
				if (!latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					logger.warn("Closing takes longer than it should");
				}
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	void close() {
		if (!this.closing) {
			this.closing = true;
			this.pool.close();
			execute(this::closeGroups);
		}
		if (!isOnLoop()) {
			await(this.ended);
		}
	}

	// reactor thread only

	@Override
	public void run() {
		Throwable death = null;
		try {
			while (!this.stopped) {
				pass();
			}
		}
		catch (Throwable ex) {
			logger.error("The engine has failed and closes all its channels", ex);
			death = ex;
		}
		end(death);
	}

	private void pass() throws IOException {
		this.passes = ++this.passCount;
		int released = this.afterSelect.size();
		select();
		// an interrupt means nothing here, but the selector would not sleep any more
		Thread.interrupted();
		this.now = System.nanoTime();
		for (int i = 0; i < released; i++) {
			guarded(this.afterSelect.remove());
		}
		this.handover.drain(this::onPosted, Reactor::guarded);
		resumeStarved();
		this.deadlines.expire(this.now, Reactor::guarded);
		flushTouched();
	}

	private void select() throws IOException {
		if (hasWork()) {
			this.selectSoon = false;
			this.selector.selectNow(this::onReady);
			return;
		}
		this.handover.fallAsleep();
		if (!this.starved.isEmpty()) {
			this.pool.callWhenRefilled();
		}
		// only then: who adds something from now on wakes the selector
		if (hasWork()) {
			this.selector.selectNow(this::onReady);
		}
		else {
			this.selector.select(this::onReady, timeout());
		}
		this.handover.awake();
	}

	private boolean hasWork() {
		return this.selectSoon || !this.handover.isEmpty() || (!this.starved.isEmpty() && this.pool.free() > 0);
	}

	/** Milliseconds for {@code select}: 0 waits for ever, so what is due waits for 1. */
	private long timeout() {
		if (this.deadlines.isEmpty()) {
			return 0;
		}
		long nanos = this.deadlines.untilNext(System.nanoTime());
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1));
	}

	private void onReady(SelectionKey key) {
		ReadyHandler handler = (ReadyHandler) key.attachment();
		// the selector may have slept for long
		this.now = System.nanoTime();
		try {
			handler.onReady(key);
		}
		catch (Throwable ex) {
			fail(handler, ex);
		}
	}

	/** What a command does wrong is logged and does not end the loop. */
	private static void guarded(Runnable command) {
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

	private void closeGroups() {
		List.copyOf(this.groups).forEach(Group::onEngineClosing);
		stopIfClosed();
	}

	void remove(Group group) {
		this.groups.remove(group);
		stopIfClosed();
	}

	private void stopIfClosed() {
		if (this.closing && this.groups.isEmpty()) {
			this.stopped = true;
		}
	}

	/** The end of the loop, in peace or by a failure: nothing is left behind. */
	private void end(@Nullable Throwable death) {
		this.closing = true;
		this.pool.close();
		this.resolver.close();
		for (Group group : new ArrayList<>(this.groups)) {
			guarded(() -> group.onEngineEnded(death));
		}
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

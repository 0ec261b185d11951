package io.tofu.spring;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receive thread of one group: takes message after message, and runs small tasks of
 * our own between them. It ends with its group.
 */
final class ReceiveLoop {

	private static final Logger logger = LoggerFactory.getLogger(ReceiveLoop.class);

	private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

	private final ChannelGroup group;

	private final Consumer<Message> receiver;

	private final Runnable ended;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Thread thread;

	private volatile boolean closing;

	/**
	 * A loop that was not started yet.
	 * @param group whose messages are taken
	 * @param receiver gets every message, and owns it
	 * @param ended runs on the receive thread when nothing more will come
	 * @param daemon whether the application may end while the loop runs
	 */
	ReceiveLoop(ChannelGroup group, Consumer<Message> receiver, Runnable ended, boolean daemon) {
		this.group = group;
		this.receiver = receiver;
		this.ended = ended;
		this.thread = new Thread(this::run, "tofu-receive");
		this.thread.setDaemon(daemon);
	}

	ChannelGroup group() {
		return this.group;
	}

	Thread thread() {
		return this.thread;
	}

	boolean isCurrentThread() {
		return Thread.currentThread().equals(this.thread);
	}

	void start() {
		this.thread.start();
	}

	/** Runs a task on the receive thread, unless the loop ends before. */
	void execute(Runnable task) {
		this.tasks.add(task);
		try {
			this.group.updateReceiver(null);
		}
		catch (AmpeException ex) {
			// With a full inbox the loop is awake; with a closed group it has ended
			logger.trace("The receive thread was not woken", ex);
		}
	}

	/** Closes the group and waits until the loop has ended. */
	void close() {
		this.closing = true;
		this.group.close();
		boolean interrupted = Thread.interrupted();
		try {
			this.thread.join(END_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		try {
			for (Message message = next(); message != null; message = next()) {
				runTasks();
				receive(message);
			}
		}
		finally {
			this.ended.run();
		}
	}

	private @Nullable Message next() {
		while (true) {
			try {
				return this.group.waitReceive();
			}
			catch (AmpeException ex) {
				if (ex.status() != AmpeStatus.INTERRUPTED) {
					logEnd(ex);
					return null;
				}
				// Nobody has a reason to interrupt this thread
				Thread.interrupted();
			}
		}
	}

	private void logEnd(AmpeException ex) {
		if (this.closing) {
			logger.debug("The receive thread ends: {}", ex.status());
		}
		else {
			logger.error("The engine has stopped; nothing is sent or received any more", ex);
		}
	}

	private void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A task of the receive thread failed", ex);
			}
		}
	}

	private void receive(Message message) {
		try {
			this.receiver.accept(message);
		}
		catch (RuntimeException | Error ex) {
			message.close();
			logger.error("A received message was dropped", ex);
		}
	}

}

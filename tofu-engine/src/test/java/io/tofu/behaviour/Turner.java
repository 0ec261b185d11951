package io.tofu.behaviour;

import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.OpCode;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thread that receives for a node until that ends, and turns the engine's loop while it
 * waits, if it may.
 */
final class Turner implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(1);

	private final Node node;

	private final Thread thread = new Thread(this::receive, "turner");

	private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<AmpeStatus> end = new CompletableFuture<>();

	Turner(Node node) {
		this.node = node;
		this.thread.start();
	}

	Thread thread() {
		return this.thread;
	}

	/** What it does after the next message. */
	void then(Runnable task) {
		this.tasks.add(task);
	}

	/** What it has received next. */
	Received next() {
		try {
			Received next = this.received.poll(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(next).as("a message within " + Node.PATIENCE).isNotNull();
			return next;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Whether it has received nothing more. */
	boolean isIdle() {
		return this.received.isEmpty();
	}

	/** Sends it messages until it turns the loop and has gone to sleep. */
	void turn(RawPeer peer) {
		Awaitility.await().pollInterval(POLL).until(() -> {
			peer.write(RawFrame.of(OpCode.SIGNAL));
			next();
			awaitWaiting();
			return isTurning();
		});
	}

	/** Waits until it waits for a message, in whatever way. */
	void awaitWaiting() {
		Awaitility.await().pollInterval(POLL).until(() -> isIn("Inbox", "await") || isTurning());
	}

	/** Waits until it sleeps in the selector. */
	void awaitTurning() {
		Awaitility.await().pollInterval(POLL).until(this::isTurning);
	}

	/** Whether it sleeps in the selector. */
	boolean isTurning() {
		return isIn("Loop", "turnFor") && isIn("Poller", "poll");
	}

	/** How its last wait has ended. */
	AmpeStatus awaitEnd() {
		return EngineBehaviour.finish(this.end);
	}

	@Override
	public void close() {
		this.node.close();
		awaitEnd();
	}

	private boolean isIn(String simpleName, String method) {
		return Arrays.stream(this.thread.getStackTrace())
			.anyMatch((frame) -> frame.getMethodName().equals(method)
					&& frame.getClassName().equals("io.tofu.engine." + simpleName));
	}

	private void receive() {
		try {
			while (true) {
				try (Message message = this.node.group().waitReceive()) {
					this.received.add(Received.of(message));
				}
				Runnable task = this.tasks.poll();
				if (task != null) {
					task.run();
				}
			}
		}
		catch (AmpeException ex) {
			this.end.complete(ex.status());
		}
		catch (Throwable ex) {
			this.end.completeExceptionally(ex);
		}
	}

}

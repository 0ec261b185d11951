package io.tofu.behaviour;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import io.tofu.engine.TofuEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every suite about running engines has in common: an engine, nodes and bare peers
 * to play with, and the certainty that nothing is left of them after each test.
 */
@Timeout(60)
abstract class EngineBehaviour {

	private static final AtomicInteger engineNumber = new AtomicInteger();

	final Wire wire;

	private final List<Wire> wires = new ArrayList<>();

	private final Leaks leaks = Leaks.watch();

	private final List<Started> engines = new ArrayList<>();

	private final Deque<AutoCloseable> open = new ArrayDeque<>();

	private Ampe ampe;

	EngineBehaviour(Supplier<Wire> wire) {
		this.wire = also(wire.get());
	}

	/** The engine of this test. */
	final Ampe ampe() {
		if (this.ampe == null) {
			this.ampe = start((options) -> options);
		}
		return this.ampe;
	}

	/** One more engine. */
	final Ampe start(UnaryOperator<AmpeOptionsBuilder> with) {
		String threadName = "tofu-test-" + engineNumber.incrementAndGet();
		Ampe started = launch(with.apply(AmpeOptions.builder()).threadName(threadName).build());
		this.engines.add(new Started(started, threadName));
		return started;
	}

	/** The thread of an engine's loop. */
	final Thread threadOf(Ampe engine) {
		String name = this.engines.stream()
			.filter((started) -> started.ampe == engine)
			.map(Started::threadName)
			.findFirst()
			.orElseThrow();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	/** How engines are started. */
	Ampe launch(AmpeOptions options) {
		return TofuEngine.start(options);
	}

	/** Makes this the engine of this test. */
	final Ampe use(UnaryOperator<AmpeOptionsBuilder> with) {
		this.ampe = start(with);
		return this.ampe;
	}

	/** One more kind of socket for this test. */
	final Wire also(Wire other) {
		this.wires.add(other);
		return other;
	}

	/** One more application on the engine of this test. */
	final Node node() {
		return node(ampe());
	}

	final Node node(Ampe engine) {
		return keep(new Node(engine));
	}

	/** Two applications on the engine of this test that have exchanged their hellos. */
	final Dialogue dialogue() {
		Node server = node();
		return Dialogue.between(node(), server, server.listen(this.wire.freshServer()).address());
	}

	/** A bare peer, connected to an engine. */
	final RawPeer rawPeer(Address address) {
		try {
			return keep(new RawPeer(this.wire.connect(address)));
		}
		catch (IOException ex) {
			throw new AssertionError("No connection to " + address, ex);
		}
	}

	/** A bare peer that waits for an engine to connect. */
	final RawListener rawListener() {
		try {
			return new RawListener(this, this.wire.listen());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Closes this after the test, before what was there earlier. */
	final <T extends AutoCloseable> T keep(T resource) {
		this.open.push(resource);
		return resource;
	}

	/** Runs this on a thread of its own. */
	final Future<?> inBackground(Runnable task) {
		return inBackground(() -> {
			task.run();
			return null;
		});
	}

	/** Runs this on a thread of its own. */
	final <T> Future<T> inBackground(Callable<T> task) {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		keep(thread::shutdownNow);
		return thread.submit(task);
	}

	/** Waits for a background task, and for its exception. */
	static <T> T finish(Future<T> task) {
		try {
			return task.get(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError("The background task does not end", ex);
		}
	}

	/** Waits until something happened often enough. */
	static void awaitZero(CountDownLatch latch) {
		try {
			assertThat(latch.await(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Waits until a thread has nothing to do but to wait. */
	static void awaitWaiting(AtomicReference<Thread> thread) {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			Thread started = thread.get();
			return started != null && isWaiting(started);
		});
	}

	/** Whether it is parked, or waits for all sockets. */
	private static boolean isWaiting(Thread thread) {
		return switch (thread.getState()) {
			case WAITING, TIMED_WAITING -> true;
			case RUNNABLE ->
				Arrays.stream(thread.getStackTrace()).anyMatch((frame) -> frame.getMethodName().equals("select"));
			default -> false;
		};
	}

	@AfterEach
	void leavesNothingBehind() throws Exception {
		for (AutoCloseable resource : this.open) {
			resource.close();
		}
		for (Started engine : this.engines) {
			engine.ampe.close();
			Leaks.assertNothingLeft(engine.ampe, engine.threadName);
		}
		for (Wire each : this.wires) {
			each.assertNothingLeft();
			each.close();
		}
		this.leaks.assertNoDescriptorLeft();
	}

	private record Started(Ampe ampe, String threadName) {
	}

}

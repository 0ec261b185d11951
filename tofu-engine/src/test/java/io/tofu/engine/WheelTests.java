package io.tofu.engine;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.tofu.Seeds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link Wheel}: whom {@link Wheel#wake} wakes, and when the engine's thread
 * steps in. A wake-up that is missing is a test that does not end.
 */
@Timeout(30)
class WheelTests {

	private static final int ROUNDS = 500;

	/** Somewhat longer than the engine's thread lets the wheel stand still. */
	private static final int DOZES_AFTER_NANOS = 4_000_000;

	private final Sleeper selector = new Sleeper();

	private final CountDownLatch done = new CountDownLatch(1);

	/** Waits until it has to turn, then holds the wheel for as long as the test takes. */
	private final Thread engine = new Thread(this::turnAsTheEngine, "tofu-wheel");

	private final Wheel wheel = new Wheel(this.selector, this.engine);

	@AfterEach
	void end() throws InterruptedException {
		this.done.countDown();
		this.wheel.leave();
		this.engine.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(this.engine.isAlive()).isFalse();
	}

	@Test
	void onlyOneThreadTurns() throws Exception {
		assertThat(this.wheel.take()).isTrue();
		assertThat(takenByAnother()).isFalse();
		this.wheel.leave();
		assertThat(takenByAnother()).isTrue();
		assertThat(this.wheel.take()).isFalse();
	}

	@Test
	void whoSleepsIsWokenOnce() {
		this.wheel.take();
		this.wheel.fallAsleep();
		this.wheel.wake();
		this.wheel.wake();
		this.wheel.wakeIfTurning();
		assertThat(this.selector.wakeups()).isOne();
	}

	@Test
	void whoSleepsIsWokenOnceAlsoByItsOwn() {
		this.wheel.take();
		this.wheel.fallAsleep();
		this.wheel.wakeIfTurning();
		this.wheel.wakeIfTurning();
		this.wheel.wake();
		assertThat(this.selector.wakeups()).isOne();
	}

	@Test
	void whoSleepsAgainIsWokenAgain() {
		this.wheel.take();
		for (int times = 1; times <= 3; times++) {
			this.wheel.fallAsleep();
			this.wheel.wake();
			assertThat(this.selector.wakeups()).isEqualTo(times);
			this.wheel.awake();
		}
	}

	@Test
	void whoIsAwakeIsNotWoken() {
		this.wheel.take();
		this.wheel.fallAsleep();
		this.wheel.awake();
		this.wheel.wake();
		this.wheel.wakeIfTurning();
		assertThat(this.selector.wakeups()).isZero();
	}

	@Test
	void ifNobodyTurnsTheEnginesThreadIsCalled() {
		Wheel own = ownWheel();
		own.wake();
		// a permit: would wait for ever otherwise
		LockSupport.park();
		assertThat(this.selector.wakeups()).isZero();
	}

	@Test
	void ifNobodyTurnsItIsLeftToWhoComesBack() {
		Wheel own = ownWheel();
		own.wakeIfTurning();
		own.wake();
		// was not called before, or this wake had done nothing
		LockSupport.park();
		assertThat(this.selector.wakeups()).isZero();
	}

	@Test
	void whoeverLeavesIsAbsent() {
		Wheel own = ownWheel();
		own.take();
		own.fallAsleep();
		own.awake();
		own.leave();
		own.wake();
		LockSupport.park();
		assertThat(this.selector.wakeups()).isZero();
	}

	@Test
	void theEnginesThreadTurnsFirst() {
		this.engine.start();
		awaitTurning();
	}

	@Test
	void theEnginesThreadStepsInWhenNobodyComes() {
		Wheel own = ownWheel();
		own.await();
		own.leave();
		// nobody has called
		own.await();
		own.leave();
	}

	@Test
	void theEnginesThreadDozesWhileAnotherOneTurns() {
		this.wheel.take();
		this.engine.start();
		awaitDozing();
		this.wheel.leave();
		awaitTurning();
	}

	@Test
	void theEnginesThreadTurnsAfterItWasCalledInVain() {
		this.wheel.take();
		this.engine.start();
		awaitDozing();
		this.wheel.callEngine();
		awaitDozing();
		assertThat(this.wheel.take()).as("still mine").isTrue();
		this.wheel.leave();
		awaitTurning();
	}

	@Test
	void theEnginesThreadDozesOnAfterAnInterrupt() {
		this.wheel.take();
		this.engine.start();
		awaitDozing();
		this.engine.interrupt();
		await().until(() -> !this.engine.isInterrupted());
		awaitDozing();
		this.wheel.leave();
		awaitTurning();
	}

	/** Each round it begins to doze at about the time this thread leaves. */
	@Test
	void theEnginesThreadNeverDozesWhereNobodyTurns() throws Exception {
		Random random = new Random(Seeds.next());
		AtomicInteger turns = new AtomicInteger();
		Wheel[] shared = new Wheel[1];
		Thread dozing = new Thread(() -> {
			while (turns.get() <= ROUNDS) {
				shared[0].await();
				turns.incrementAndGet();
				shared[0].leave();
			}
		});
		shared[0] = new Wheel(this.selector, dozing);
		this.wheel.take();
		dozing.start();
		while (turns.get() <= ROUNDS) {
			if (shared[0].take()) {
				spin(random.nextInt(DOZES_AFTER_NANOS));
				shared[0].leave();
				int before = turns.get();
				await().pollInSameThread()
					.pollInterval(Duration.ofNanos(1))
					.until(() -> turns.get() > Math.min(before, ROUNDS));
			}
		}
		dozing.join();
	}

	private static void spin(long nanos) {
		long start = System.nanoTime();
		while (System.nanoTime() - start < nanos) {
			Thread.onSpinWait();
		}
	}

	/** One whose engine's thread is this one; nobody has called it yet. */
	private Wheel ownWheel() {
		this.wheel.take();
		Wheel own = new Wheel(this.selector, Thread.currentThread());
		// whatever was left over: somebody else may have unparked this thread
		LockSupport.unpark(Thread.currentThread());
		LockSupport.park();
		return own;
	}

	private void turnAsTheEngine() {
		this.wheel.await();
		try {
			this.done.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		this.wheel.leave();
	}

	private void awaitTurning() {
		await().until(() -> engineIsIn("turnAsTheEngine", CountDownLatch.class.getName()));
		assertThat(this.wheel.take()).isFalse();
	}

	/** It waits without a time limit. */
	private void awaitDozing() {
		await().pollInterval(Duration.ofMillis(1))
			.until(() -> this.engine.getState() == Thread.State.WAITING && engineIsIn("doze", Wheel.class.getName()));
	}

	private boolean engineIsIn(String method, String className) {
		boolean inMethod = false;
		boolean inClass = false;
		for (StackTraceElement frame : this.engine.getStackTrace()) {
			inMethod |= frame.getMethodName().equals(method);
			inClass |= frame.getClassName().equals(className);
		}
		return inMethod && inClass;
	}

	private boolean takenByAnother() throws Exception {
		FutureTask<Boolean> taking = new FutureTask<>(this.wheel::take);
		Thread other = new Thread(taking);
		other.start();
		return taking.get(10, TimeUnit.SECONDS);
	}

}

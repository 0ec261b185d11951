package io.tofu.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.EngineListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The engine's listener is told that the loop has died: here of a clock that is broken.
 */
@Timeout(30)
class EngineFailureTests {

	private final AtomicBoolean broken = new AtomicBoolean();

	private final List<Throwable> told = new CopyOnWriteArrayList<>();

	@Test
	void listenerIsToldOnceWhatTheLoopDiedOf() {
		assertDies(new EngineListener() {
			@Override
			public void onEngineFailed(Throwable cause) {
				EngineFailureTests.this.told.add(cause);
			}
		});
	}

	@Test
	void listenerThatFailsItselfKeepsNobodyWaiting() {
		assertDies(new EngineListener() {
			@Override
			public void onEngineFailed(Throwable cause) {
				EngineFailureTests.this.told.add(cause);
				throw new AssertionError("thrown by the listener");
			}
		});
	}

	private void assertDies(EngineListener listener) {
		AmpeOptions options = AmpeOptions.builder().listener(listener).build();
		try (Ampe ampe = TofuEngine.start(options, this::time)) {
			ChannelGroup group = ampe.createGroup();
			this.broken.set(true);
			ampe.createGroup().close();
			assertThatExceptionOfType(AmpeException.class).isThrownBy(group::waitReceive)
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED))
				.havingCause()
				.withMessage("broken");
			assertThat(ampe.isRunning()).isFalse();
		}
		assertThat(this.told).extracting(Throwable::getMessage).containsExactly("broken");
	}

	private long time() {
		if (this.broken.get() && Thread.currentThread().getName().equals("tofu-reactor")) {
			throw new IllegalStateException("broken");
		}
		return System.nanoTime();
	}

}

package io.tofu.spring.listener;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Results that are there when no thread is left to send them.
 */
class LateResultsTests {

	private final WeakExecutor executor = new WeakExecutor();

	private final Later later = new Later();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class))
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0")
		.withBean("tofuListenerExecutor", WeakExecutor.class, () -> this.executor)
		.withBean(Later.class, () -> this.later);

	static Stream<Throwable> failures() {
		return Stream.of(new RejectedExecutionException("shut down"),
				new OutOfMemoryError("unable to create native thread"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void isAnsweredAndGivesItsPlaceAndItsMessageBack(Throwable failure) {
		this.runner.run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("local.tofu.port", Integer.class);
			try (RawPeer peer = RawPeer.greeted(port)) {
				peer.send(OpCode.REQUEST, 7, "", "route:later");
				Pending pending = this.later.calls.poll(10, TimeUnit.SECONDS);
				assertThat(pending).isNotNull();
				await().until(() -> pending.result().getNumberOfDependents() > 0);
				this.executor.failure = failure;
				pending.result().complete(pending.channel().newMessage(OpCode.RESPONSE, 7));
				assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.CANCELLED);
				await().untilAsserted(() -> {
					assertThat(context.getBean(TofuListenerRegistry.class).inFlight()).isZero();
					assertThat(context.getBean(Ampe.class).stats().messagesInUse()).isZero();
				});
			}
		});
	}

	record Pending(TofuChannel channel, CompletableFuture<Message> result) {
	}

	static class Later {

		private final BlockingQueue<Pending> calls = new LinkedBlockingQueue<>();

		@TofuListener("later")
		CompletableFuture<Message> later(TofuChannel channel) {
			CompletableFuture<Message> result = new CompletableFuture<>();
			this.calls.add(new Pending(channel, result));
			return result;
		}

	}

	/** Has threads until it fails. */
	static class WeakExecutor implements Executor {

		private volatile @Nullable Throwable failure;

		@Override
		public void execute(Runnable task) {
			if (this.failure instanceof RejectedExecutionException rejected) {
				throw rejected;
			}
			if (this.failure instanceof Error error) {
				throw error;
			}
			new Thread(task).start();
		}

	}

}

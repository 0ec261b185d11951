package io.tofu.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Thousands of asynchronous requests that end at the same moment. */
@Timeout(120)
class AsyncBurstTests {

	private static final int REQUESTS = 5000;

	/** A thread for each of them would be many more. */
	private static final int FEW = REQUESTS / 10;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class))
		.withPropertyValues("tofu.peer.other.connect-wait=60s", "tofu.peer.other.request-timeout=60s");

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	@Test
	void aConnectionThatIsLostTakesNoThreadForEach() {
		this.runner
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0",
					"tofu.peer.other.address=${local.tofu.address}", "tofu.listener.max-in-flight=" + REQUESTS,
					"tofu.listener.max-queued=" + REQUESTS)
			.withBean(Mute.class)
			.run((context) -> {
				List<CompletableFuture<Throwable>> failures = ask(context);
				await().until(() -> context.getBean(Mute.class).asked.size() == REQUESTS);
				context.getBean(TofuPeers.class).get("other").channel().reject("unavailable", null);
				assertThat(failures)
					.allSatisfy((failure) -> assertThat(failure.join()).isInstanceOf(TofuDisconnectedException.class));
				assertThat(this.threads).hasSizeLessThan(FEW);
			});
	}

	@Test
	void aConnectionThatNeverComesTakesNoThreadForEach() {
		this.runner.withPropertyValues("tofu.peer.other.address=unix:/nobody/listens/here.sock").run((context) -> {
			List<CompletableFuture<Throwable>> failures = ask(context);
			context.getBean(TofuPeers.class).disconnect("other");
			assertThat(failures)
				.allSatisfy((failure) -> assertThat(failure.join()).isInstanceOf(TofuDisconnectedException.class));
			assertThat(this.threads).hasSizeLessThan(FEW);
		});
	}

	private List<CompletableFuture<Throwable>> ask(ApplicationContext context) {
		TofuClient.RequestSpec request = context.getBean(TofuClient.class).peer("other").route("ask");
		List<CompletableFuture<Throwable>> failures = new ArrayList<>();
		for (int i = 0; i < REQUESTS; i++) {
			failures.add(request.requestAsync(String.class).handle((answer, failure) -> {
				this.threads.add(Thread.currentThread());
				return failure;
			}));
		}
		return failures;
	}

	static class Mute {

		final Set<CompletableFuture<String>> asked = ConcurrentHashMap.newKeySet();

		@TofuListener("ask")
		CompletableFuture<String> ask() {
			CompletableFuture<String> never = new CompletableFuture<>();
			this.asked.add(never);
			return never;
		}

	}

}

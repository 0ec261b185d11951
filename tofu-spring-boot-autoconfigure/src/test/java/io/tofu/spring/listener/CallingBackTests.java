package io.tofu.spring.listener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuRemoteException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two applications whose listeners call each other back, with far more calls than either
 * has room for: all end well before they would time out, and with an answer or
 * {@code overloaded}.
 */
@Timeout(60)
class CallingBackTests {

	private static final int CALLS = 200;

	/** A chain of calls takes all the places of both sides. */
	private static final String DEPTH = "3";

	private static final List<String> LIMITS = List.of("tofu.listener.concurrency=2", "tofu.listener.max-in-flight=2",
			"tofu.listener.max-queued=2", "tofu.peer.main.connect-wait=10s");

	@TempDir
	Path directory;

	static List<Link> links() {
		return Link.possible();
	}

	@ParameterizedTest
	@MethodSource("links")
	void finishesAtTheLimit(Link link) throws Exception {
		CallingBack left = new CallingBack();
		CallingBack right = new CallingBack();
		try (BootApplication server = BootApplication.server(link, link.serverAddress(this.directory),
				LIMITS.subList(0, 3), left);
				BootApplication client = BootApplication.client(link, server, LIMITS, right)) {
			List<CompletableFuture<String>> answers = new ArrayList<>();
			for (int i = 0; i < CALLS; i++) {
				answers.add(client.request("call").body(DEPTH).requestAsync(String.class));
			}
			TofuChannel accepted = left.channel.get(10, TimeUnit.SECONDS);
			for (int i = 0; i < CALLS; i++) {
				answers.add(accepted.route("call").body(DEPTH).requestAsync(String.class));
			}
			for (CompletableFuture<String> answer : answers) {
				assertThat(outcome(answer)).isIn("bottom", ErrorTypes.OVERLOADED);
			}
			assertThat(client.request("call").body(DEPTH).request(String.class)).isEqualTo("bottom");
		}
	}

	/** The answer, or why there is none; in half the time a request may take. */
	private static String outcome(CompletableFuture<String> answer) throws Exception {
		return answer.exceptionally((failure) -> {
			if (WireError.unwrap(failure) instanceof TofuRemoteException refused) {
				return refused.type();
			}
			throw new IllegalStateException(failure);
		}).get(5, TimeUnit.SECONDS);
	}

	static class CallingBack {

		private final CompletableFuture<TofuChannel> channel = new CompletableFuture<>();

		@TofuListener("call")
		String call(String depth, TofuChannel channel) {
			this.channel.complete(channel);
			int left = Integer.parseInt(depth);
			if (left == 0) {
				return "bottom";
			}
			try {
				return channel.route("call").body(String.valueOf(left - 1)).request(String.class);
			}
			catch (TofuRemoteException ex) {
				return ex.type();
			}
		}

	}

}

package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads post in the moment the engine ends.
 */
@Timeout(60)
class PostingIntoTheEndTests {

	private static final int ROUNDS = 20;

	private static final int POSTERS = 3;

	@Test
	void leavesNeitherMessagesNorNumbers() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(POSTERS);
		try {
			for (int i = 0; i < ROUNDS; i++) {
				Ampe ampe = TofuEngine.start(AmpeOptions.builder().build());
				ChannelGroup group = ampe.createGroup();
				CyclicBarrier together = new CyclicBarrier(POSTERS + 1);
				List<Future<?>> posters = new ArrayList<>();
				for (int j = 0; j < POSTERS; j++) {
					posters.add(threads.submit(() -> postUntilTheEnd(ampe, group, together)));
				}
				together.await();
				ampe.close();
				for (Future<?> poster : posters) {
					poster.get();
				}
				group.close();
				assertThat(ampe.stats().channels()).as("channels, round %d", i).isZero();
				assertThat(ampe.stats().messagesInUse()).as("messages, round %d", i).isZero();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static @Nullable Void postUntilTheEnd(Ampe ampe, ChannelGroup group, CyclicBarrier together)
			throws Exception {
		together.await();
		@Nullable AmpeStatus refusal = null;
		while (refusal != AmpeStatus.SHUTDOWN_STARTED) {
			try (Message hello = ampe.get()) {
				Address.udsClient("/nowhere/s").format(hello);
				group.post(hello);
			}
			catch (AmpeException ex) {
				refusal = ex.status();
			}
		}
		return null;
	}

}

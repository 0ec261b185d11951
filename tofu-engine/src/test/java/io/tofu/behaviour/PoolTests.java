package io.tofu.behaviour;

import java.util.ArrayList;
import java.util.List;

import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
import io.tofu.Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pool, as an application sees it.
 */
class PoolTests extends EngineBehaviour {

	PoolTests() {
		super(Wire::tcp);
	}

	@Test
	@Scenario(2)
	@DisplayName("a pool of one gives one, then nothing; more only ALWAYS")
	void poolOfOneGivesOne() {
		use((options) -> options.initialPoolSize(1).maxPoolSize(1));
		try (Message first = ampe().get(AllocationStrategy.ALWAYS);
				Message second = ampe().get(AllocationStrategy.POOL_ONLY);
				Message third = ampe().get(AllocationStrategy.ALWAYS)) {
			assertThat(first).isNotNull();
			assertThat(second).isNull();
			assertThat(third).isNotNull();
			assertThat(ampe().stats().messagesInUse()).isEqualTo(2);
			assertThat(ampe().stats().freeMessages()).isZero();
		}
		assertThat(ampe().stats().messagesInUse()).isZero();
		assertThat(ampe().stats().freeMessages()).isEqualTo(1);
	}

	@Test
	void givesAgainWhatWasPutBack() {
		use((options) -> options.initialPoolSize(1).maxPoolSize(1));
		for (int i = 0; i < 100; i++) {
			Message message = ampe().get(AllocationStrategy.POOL_ONLY);
			assertThat(message).isNotNull();
			assertThat(message.body().isEmpty()).isTrue();
			message.body().append(new byte[100]);
			if (i % 2 == 0) {
				message.close();
			}
			else {
				ampe().put(message);
			}
		}
	}

	@Test
	void keepsAsManyAsItsMaximum() {
		use((options) -> options.initialPoolSize(2).maxPoolSize(5));
		assertThat(ampe().stats().freeMessages()).isEqualTo(2);
		List<Message> messages = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			messages.add(ampe().get());
		}
		assertThat(ampe().stats().freeMessages()).isZero();
		messages.forEach(Message::close);
		assertThat(ampe().stats().freeMessages()).isEqualTo(5);
		assertThat(ampe().stats().messagesInUse()).isZero();
	}

	@Test
	void aMaximumBelowTheInitialSizeIsTheInitialSize() {
		use((options) -> options.initialPoolSize(3).maxPoolSize(1));
		assertThat(ampe().stats().freeMessages()).isEqualTo(3);
		ampe().get().close();
		assertThat(ampe().stats().freeMessages()).isEqualTo(3);
	}

	@Test
	void messagesTheEngineMadeRefillThePool() {
		use((options) -> options.initialPoolSize(1).maxPoolSize(2));
		Node node = node();
		node.group().updateReceiver(null);
		assertThat(ampe().stats().freeMessages()).isEqualTo(1);
		node.receive();
		assertThat(ampe().stats().freeMessages()).isEqualTo(2);
	}

	@Test
	void copiesComeFromTheSameEngine() {
		use((options) -> options.initialPoolSize(2).maxPoolSize(2));
		try (Message message = ampe().get(); Message copy = message.copy(); Message other = message.copyHeaders()) {
			assertThat(ampe().stats().messagesInUse()).isEqualTo(3);
			assertThat(copy.header()).isEqualTo(other.header());
		}
		assertThat(ampe().stats().freeMessages()).isEqualTo(2);
	}

	@Test
	void messageIdsAreNeverZeroAndNeverTheSameInOneProcess() {
		Ampe other = start((options) -> options);
		List<Long> ids = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			ids.add(ampe().nextMessageId());
			ids.add(other.nextMessageId());
		}
		assertThat(ids).doesNotHaveDuplicates().doesNotContain(0L);
	}

}

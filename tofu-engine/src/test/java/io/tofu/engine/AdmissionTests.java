package io.tofu.engine;

import java.lang.ref.WeakReference;

import io.tofu.ChannelNumbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link Admission}.
 */
@Timeout(30)
class AdmissionTests {

	private final IdleReactor idle = new IdleReactor((options) -> options.maxAccepted(2).maxChannels(3));

	private final Admission admission = this.idle.reactor().admission();

	private final ChannelTable table = this.idle.reactor().table();

	@AfterEach
	void close() {
		this.idle.close();
	}

	@Test
	void soManyConnectionsAreAcceptedAtATime() {
		assertThat(this.admission.obstacle()).isNull();
		this.admission.onAccepted();
		assertThat(this.admission.obstacle()).isNull();
		this.admission.onAccepted();
		assertThat(this.admission.obstacle()).contains("2");
		this.admission.onClosed();
		assertThat(this.admission.obstacle()).isNull();
	}

	@Test
	void nobodyIsAcceptedWithoutANumber() {
		int last = ChannelNumbers.UNASSIGNED;
		for (int i = 0; i < 3; i++) {
			assertThat(this.admission.obstacle()).isNull();
			last = this.table.claim();
		}
		assertThat(this.table.claim()).isEqualTo(ChannelNumbers.UNASSIGNED);
		assertThat(this.admission.obstacle()).contains("numbers");
		this.table.release(last);
		assertThat(this.admission.obstacle()).isNull();
	}

	@Test
	void listenerThatEndsWhileItWaitsIsNotKept() {
		this.admission.onAccepted();
		this.admission.onAccepted();
		WeakReference<Acceptor> ended = new WeakReference<>(waitingAndEnded());
		await().until(() -> {
			System.gc();
			return ended.get() == null;
		});
		assertThat(this.admission.obstacle()).isNotNull();
	}

	private Acceptor waitingAndEnded() {
		Group group = this.idle.group();
		Acceptor acceptor = new Acceptor(this.table.claim(), group, this.idle.reactor());
		this.idle.reactor().execute(() -> this.admission.await(acceptor));
		this.idle.reactor().execute(acceptor::onGroupClosed);
		group.close();
		assertThat(acceptor.isEnded()).isTrue();
		return acceptor;
	}

	@Test
	void zeroIsNoLimit() {
		try (IdleReactor unlimited = new IdleReactor((options) -> options)) {
			for (int i = 0; i < 100_000; i++) {
				unlimited.reactor().admission().onAccepted();
			}
			assertThat(unlimited.reactor().admission().obstacle()).isNull();
		}
	}

}

package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A group's receiver takes from its mailbox in the moment the loop closes it.
 */
@Timeout(60)
class MailboxClosingTests {

	private static final int ROUNDS = 200_000;

	/** Spread over so many steps, one of the two is a little late. */
	private static final int LATE = 40;

	private final List<Mailbox> mailboxes = new ArrayList<>();

	private final @Nullable Envelope[] taken = new Envelope[ROUNDS];

	/** The round that both are in, and the last one the receiver is done with. */
	private final AtomicInteger round = new AtomicInteger(-1);

	private final AtomicInteger done = new AtomicInteger(-1);

	@Test
	void closedMailboxStaysClosedAndGivesNothingTwice() throws InterruptedException {
		for (int i = 0; i < ROUNDS; i++) {
			this.mailboxes.add(new Mailbox());
		}
		Thread receiver = new Thread(this::takeInEveryRound);
		receiver.start();
		for (int i = 0; i < ROUNDS; i++) {
			Mailbox mailbox = this.mailboxes.get(i);
			Envelope envelope = new Envelope(null);
			mailbox.push(envelope);
			this.round.set(i);
			for (int late = i % LATE; late > 0; late--) {
				Thread.onSpinWait();
			}
			mailbox.close();
			await(this.done, i);
			Envelope rest = mailbox.takeAll();
			boolean once = (this.taken[i] == envelope) ? rest == null : this.taken[i] == null && rest == envelope;
			assertThat(once).as("taken or left, round %d", i).isTrue();
			assertThat(mailbox.push(new Envelope(null))).as("takes more, round %d", i).isFalse();
		}
		receiver.join();
	}

	private void takeInEveryRound() {
		for (int i = 0; i < ROUNDS; i++) {
			await(this.round, i);
			this.taken[i] = this.mailboxes.get(i).takeAll();
			this.done.set(i);
		}
	}

	private static void await(AtomicInteger counter, int value) {
		while (counter.get() < value) {
			Thread.onSpinWait();
		}
	}

}

package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores how threads meet in a {@link Mailbox}: every message that was accepted is
 * taken once, those of one thread in their order, whatever the others do.
 */
class MailboxLincheckTests {

	@Test
	void nothingIsLostAndEveryThreadKeepsItsOrder() {
		explore(() -> {
			Mailbox mailbox = new Mailbox();
			List<Long> taken = new ArrayList<>();
			together(() -> {
				take(mailbox, taken);
				take(mailbox, taken);
			}, () -> {
				push(mailbox, 1);
				push(mailbox, 2);
			}, () -> pushBoth(mailbox, 11, 12));
			take(mailbox, taken);
			require(taken.size() == 4 && taken.containsAll(List.of(1L, 2L, 11L, 12L)), "all of them once");
			require(taken.indexOf(1L) < taken.indexOf(2L), "in order");
			require(taken.indexOf(11L) + 1 == taken.indexOf(12L), "a burst stays together");
		});
	}

	@Test
	void whatIsAcceptedIsTakenAlsoWhenTheMailboxCloses() {
		explore(() -> {
			Mailbox mailbox = new Mailbox();
			List<Long> taken = new ArrayList<>();
			boolean[] accepted = new boolean[3];
			together(() -> {
				take(mailbox, taken);
				mailbox.close();
				take(mailbox, taken);
			}, () -> {
				accepted[0] = push(mailbox, 0);
				accepted[1] = push(mailbox, 1);
			}, () -> accepted[2] = push(mailbox, 2));
			for (long id = 0; id < accepted.length; id++) {
				require(count(taken, id) == (accepted[(int) id] ? 1 : 0), "taken once if accepted, else never");
			}
			require(accepted[0] || !accepted[1], "nothing is accepted behind a refusal");
			require(!push(mailbox, 9) && mailbox.takeAll() == null, "nothing comes behind the closing");
		});
	}

	@Test
	void whatWasThereAtTheClosingIsTakenOnce() {
		explore(() -> {
			Mailbox mailbox = new Mailbox();
			push(mailbox, 1);
			List<Long> taken = new ArrayList<>();
			together(() -> {
				take(mailbox, taken);
				take(mailbox, taken);
			}, mailbox::close);
			take(mailbox, taken);
			require(taken.equals(List.of(1L)), "once");
			require(mailbox.isEmpty() && mailbox.isClosed(), "empty and closed");
		});
	}

	/** A node that comes back while a pusher still looks at it: the ABA of a stack. */
	@Test
	void aMessageThatComesBackHarmsNobody() {
		explore(() -> {
			Mailbox mailbox = new Mailbox();
			push(mailbox, 1);
			List<Long> taken = new ArrayList<>();
			together(() -> {
				Envelope newest = last(mailbox.takeAll(), taken);
				// recycled: the same envelope as another message
				newest.clear();
				newest.messageId(3);
				mailbox.push(newest);
			}, () -> push(mailbox, 2));
			take(mailbox, taken);
			require(taken.size() == 3 && taken.containsAll(List.of(1L, 2L, 3L)), "all of them once");
		});
	}

	private static Envelope last(Envelope first, List<Long> taken) {
		taken.addAll(Envelopes.idsFrom(first));
		Envelope last = first;
		while (last.next != null) {
			last = last.next;
		}
		return last;
	}

	private static boolean push(Mailbox mailbox, long id) {
		return mailbox.push(Envelopes.withId(id));
	}

	private static void pushBoth(Mailbox mailbox, long first, long last) {
		Envelope older = Envelopes.withId(first);
		Envelope newer = Envelopes.withId(last);
		newer.next = older;
		mailbox.push(newer, older);
	}

	private static int count(List<Long> taken, long id) {
		int count = 0;
		for (long one : taken) {
			count += (one == id) ? 1 : 0;
		}
		return count;
	}

	private static void take(Mailbox mailbox, List<Long> taken) {
		taken.addAll(Envelopes.idsFrom(mailbox.takeAll()));
	}

}

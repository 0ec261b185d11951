package io.tofu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tofu.AmpeStatus;
import io.tofu.Origin;
import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores how the loop, the application and its receiver meet in an {@link Inbox}:
 * everything is received once and in order, and a loop that stopped reading is told. That
 * a receiver does not sleep over a message is shown by {@link InboxTests}, on real
 * threads: here a wait with a time limit may end at any time.
 */
class InboxLincheckTests {

	private static final int MARK = 2;

	private static final long BYTES = 1000;

	@Test
	void everyMessageIsReceivedOnceAndInOrder() {
		explore(() -> {
			Inbox inbox = new Inbox(MARK, BYTES);
			List<Long> received = new ArrayList<>();
			together(() -> receive(inbox, received, 3), () -> {
				add(inbox, 1);
				add(inbox, 2);
			}, () -> update(inbox, 11));
			require(received.size() == 3 && received.containsAll(List.of(1L, 2L, 11L)), "all of them once");
			require(received.indexOf(1L) < received.indexOf(2L), "in order");
		});
	}

	@Test
	void whatWasAddedBeforeTheClosingIsReceived() {
		explore(() -> {
			Inbox inbox = new Inbox(MARK, BYTES);
			add(inbox, 1);
			List<Long> received = new ArrayList<>();
			boolean[] accepted = new boolean[1];
			together(() -> {
				take(inbox, received);
				take(inbox, received);
			}, inbox::close, () -> accepted[0] = update(inbox, 2) == AmpeStatus.SUCCESS);
			take(inbox, received);
			take(inbox, received);
			require(received.equals(accepted[0] ? List.of(1L, 2L) : List.of(1L)), "what was accepted, in order");
			require(!add(inbox, 3), "nothing comes behind the closing");
		});
	}

	/** Either the loop sees that there is room, or the receiver sees that it waits. */
	@Test
	void aLoopThatStoppedReadingIsTold() {
		explore(() -> {
			Inbox inbox = new Inbox(MARK, BYTES);
			AtomicBoolean told = new AtomicBoolean();
			boolean[] choked = new boolean[1];
			together(() -> {
				add(inbox, 1);
				add(inbox, 2);
				choked[0] = inbox.chokes(BYTES);
			}, () -> {
				takeAndTell(inbox, told);
				takeAndTell(inbox, told);
			});
			takeAndTell(inbox, told);
			takeAndTell(inbox, told);
			require(!choked[0] || told.get(), "told");
			require(inbox.unchokes(), "there is room");
		});
	}

	@Test
	void updatesAreBoundedHoweverManyAskAtOnce() {
		explore(() -> {
			Inbox inbox = new Inbox(1, BYTES);
			update(inbox, 1);
			AmpeStatus[] status = new AmpeStatus[2];
			together(() -> status[0] = update(inbox, 2), () -> status[1] = update(inbox, 3));
			require(status[0] != status[1], "room for one more");
			require(status[0] == AmpeStatus.INBOX_FULL || status[1] == AmpeStatus.INBOX_FULL, "but not for two");
		});
	}

	private static boolean add(Inbox inbox, long id) {
		Envelope envelope = Envelopes.withId(id);
		return inbox.add(envelope, envelope, 1, envelope.frameLength());
	}

	private static AmpeStatus update(Inbox inbox, long id) {
		Envelope envelope = Envelopes.withId(id);
		envelope.origin(Origin.APPLICATION, AmpeStatus.RECEIVER_UPDATE);
		return inbox.addUpdate(envelope);
	}

	private static void receive(Inbox inbox, List<Long> received, int count) {
		while (received.size() < count) {
			if (!take(inbox, received)) {
				inbox.await(Long.MAX_VALUE, () -> false);
			}
		}
	}

	private static boolean take(Inbox inbox, List<Long> received) {
		Envelope next = inbox.take();
		if (next == null) {
			return false;
		}
		inbox.onTaken(next);
		received.add(next.messageId());
		return true;
	}

	private static void takeAndTell(Inbox inbox, AtomicBoolean told) {
		Envelope next = inbox.take();
		if (next != null && inbox.onTaken(next)) {
			told.set(true);
		}
	}

}

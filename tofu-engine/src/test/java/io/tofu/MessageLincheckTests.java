package io.tofu;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static io.tofu.Interleavings.explore;
import static io.tofu.Interleavings.require;
import static io.tofu.Interleavings.together;

/**
 * Explores what happens to a {@link Message} that two threads give away at once: one of
 * them does, and the storage comes back once.
 */
class MessageLincheckTests {

	@Test
	void oneOfTwoPostsWinsAndTheOtherThrows() {
		explore(() -> {
			Shelf shelf = new Shelf();
			Message message = shelf.get();
			AtomicInteger posted = new AtomicInteger();
			AtomicInteger refused = new AtomicInteger();
			together(() -> post(shelf, message, posted, refused), () -> post(shelf, message, posted, refused));
			require(posted.get() == 1, "one of them posts it");
			require(refused.get() == 1, "the other may not");
		});
	}

	@Test
	void aMessageIsPostedOrClosedButNotBoth() {
		explore(() -> {
			Shelf shelf = new Shelf();
			Message message = shelf.get();
			AtomicInteger posted = new AtomicInteger();
			together(() -> post(shelf, message, posted, new AtomicInteger()), message::close);
			require(posted.get() + shelf.released() == 1, "posted or put back");
		});
	}

	@Test
	void closingTwiceReleasesOnce() {
		explore(() -> {
			Shelf shelf = new Shelf();
			Message message = shelf.get();
			together(message::close, message::close, message::close);
			require(shelf.released() == 1, "put back once");
			require(shelf.free() == 1, "one storage");
		});
	}

	@Test
	void theOldReferenceIsOfNoUseToWhoeverStillHasItOnceTheStorageIsRecycled() {
		explore(() -> {
			Shelf shelf = new Shelf();
			Message message = shelf.get();
			Message[] recycled = new Message[1];
			together(() -> {
				message.close();
				recycled[0] = shelf.get().messageId(7);
			}, message::close);
			require(shelf.released() == 1, "put back once");
			require(isRefused(() -> message.messageId(8)), "not the old owner's");
			require(recycled[0].messageId() == 7, "the new owner's");
		});
	}

	private static void post(Shelf shelf, Message message, AtomicInteger posted, AtomicInteger refused) {
		boolean isRefused = isRefused(() -> shelf.post(message));
		(isRefused ? refused : posted).incrementAndGet();
	}

	private static boolean isRefused(Runnable use) {
		try {
			use.run();
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

}

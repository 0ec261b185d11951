package io.tofu;

import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages without an engine: a stack of storages, the last one put back is the next one
 * given out.
 */
final class Shelf {

	private final Deque<Item> free = new ConcurrentLinkedDeque<>();

	private final AtomicInteger released = new AtomicInteger();

	Message get() {
		return item().message();
	}

	/** A message as it comes from a peer: with these bytes as its text headers. */
	Message received(String headers) {
		return received(headers.getBytes(StandardCharsets.UTF_8));
	}

	Message received(byte[] headers) {
		Item item = item();
		item.headers().append(headers);
		return item.message();
	}

	/** Takes the storage away, as {@code post} does. */
	MessageStorage post(Message message) {
		return Item.taken(message);
	}

	/** How often a storage came back. */
	int released() {
		return this.released.get();
	}

	int free() {
		return this.free.size();
	}

	static String bytesOf(TextHeaders headers, Message message) {
		Bytes bytes = message.storage().headers;
		assert headers.length() == bytes.length();
		return new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8);
	}

	private Item item() {
		Item item = this.free.pollFirst();
		return (item != null) ? item : new Item();
	}

	private final class Item extends MessageStorage {

		Message message() {
			return toMessage();
		}

		static MessageStorage taken(Message message) {
			return take(message);
		}

		@Override
		protected void release() {
			reset();
			Shelf.this.released.incrementAndGet();
			Shelf.this.free.addFirst(this);
		}

		@Override
		protected MessageStorage another() {
			return item();
		}

	}

}

package io.tofu.behaviour;

import java.util.concurrent.atomic.AtomicLong;

import io.tofu.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One direction of one channel under load. Every posting thread numbers its messages; the
 * receiving side checks that each thread's numbers come without a gap and that the bodies
 * are what they should be.
 */
final class SoakLane {

	private static final int THREAD_SHIFT = 40;

	private static final long SEQUENCE = (1L << THREAD_SHIFT) - 1;

	private final int number;

	private final End from;

	private final End to;

	/** By posting thread; each is touched by that thread alone. */
	private final long[] posted;

	/** By posting thread; for the receiver alone. */
	private final long[] received;

	private final AtomicLong receivedCount = new AtomicLong();

	SoakLane(int number, End from, End to, int threads) {
		this.number = number;
		this.from = from;
		this.to = to;
		this.posted = new long[threads];
		this.received = new long[threads];
	}

	End from() {
		return this.from;
	}

	End to() {
		return this.to;
	}

	/** The id of a thread's message; never 0. */
	static long id(int thread, long sequence) {
		return ((thread + 1L) << THREAD_SHIFT) | sequence;
	}

	static int threadOf(long id) {
		return (int) (id >>> THREAD_SHIFT) - 1;
	}

	static long sequenceOf(long id) {
		return id & SEQUENCE;
	}

	/** Posts the next message of a thread. */
	void post(int thread, int length, Message message) {
		long id = id(thread, this.posted[thread]++);
		message.channelNumber(this.from.channel()).messageId(id).headers().add("lane", String.valueOf(this.number));
		byte[] body = new byte[length];
		for (int i = 0; i < length; i++) {
			body[i] = pattern(id, i);
		}
		message.body().set(body);
		this.from.node().group().post(message, Node.PATIENCE);
	}

	/** Checks a message that arrived. */
	void received(Message message) {
		int thread = threadOf(message.messageId());
		String what = "lane " + this.number + " thread " + thread;
		assertThat(message.headers().first("lane")).as(what).isEqualTo(String.valueOf(this.number));
		assertThat(sequenceOf(message.messageId())).as(what).isEqualTo(this.received[thread]++);
		byte[] body = message.body().toByteArray();
		for (int i = 0; i < body.length; i++) {
			if (body[i] != pattern(message.messageId(), i)) {
				throw new AssertionError(what + ": byte " + i + " of " + message + " is wrong");
			}
		}
		this.receivedCount.incrementAndGet();
	}

	long receivedCount() {
		return this.receivedCount.get();
	}

	private static byte pattern(long id, int index) {
		return (byte) (id * 31 + index);
	}

	@Override
	public String toString() {
		return "lane " + this.number + ": " + this.receivedCount;
	}

}

package io.tofu.spring;

import java.util.Arrays;

import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/** What one frame brings to a stream. */
final class StreamPart {

	private final byte[] array;

	private final int length;

	private final boolean continued;

	private final boolean last;

	private final boolean mark;

	private final @Nullable TofuException failure;

	/**
	 * A part of these bytes.
	 * @param array begins with the bytes, not copied
	 * @param length how many they are
	 * @param continued whether the element goes on in the next part
	 * @param last whether no part follows
	 * @param mark whether it is the last one and no element, whatever its bytes
	 * @param failure what the sender says went wrong, null for nothing
	 */
	StreamPart(byte[] array, int length, boolean continued, boolean last, boolean mark,
			@Nullable TofuException failure) {
		this.array = array;
		this.length = length;
		this.continued = continued;
		this.last = last;
		this.mark = mark;
		this.failure = failure;
	}

	/**
	 * The part in a frame, which stays the caller's, but may have another body then.
	 * @param spares where arrays come from; null for one of the body's length
	 */
	static StreamPart of(Message frame, @Nullable SpareBodies spares) {
		boolean last = !frame.hasMore();
		String part = frame.headers().first(TofuHeaders.PART);
		int length = frame.body().length();
		byte[] array = (spares != null) ? spares.takeOut(frame.body()) : frame.body().toByteArray();
		return new StreamPart(array, length, TofuHeaders.PART_CONTINUED.equals(part), last,
				last && TofuHeaders.PART_END.equals(part), last ? failureOf(frame) : null);
	}

	/** The bytes, which must not be changed by who reads them. */
	byte[] body() {
		return (this.array.length == this.length) ? this.array : Arrays.copyOf(this.array, this.length);
	}

	/** Begins with the bytes. */
	byte[] array() {
		return this.array;
	}

	/** How many bytes they are. */
	int length() {
		return this.length;
	}

	/** Whether the element goes on in the next part. */
	boolean continued() {
		return this.continued;
	}

	/** Whether no part follows. */
	boolean last() {
		return this.last;
	}

	/** Whether it is the last one and no element, whatever its bytes. */
	boolean mark() {
		return this.mark;
	}

	/** What the sender says went wrong, null for nothing. */
	@Nullable TofuException failure() {
		return this.failure;
	}

	/** What it counts while it waits. */
	int cost() {
		return Streams.cost(this.length);
	}

	private static @Nullable TofuException failureOf(Message frame) {
		String type = frame.headers().first(TofuHeaders.ERROR_TYPE);
		return (type != null) ? new TofuRemoteException(type, frame.headers().first(TofuHeaders.ERROR_MESSAGE),
				HeaderMapping.read(frame.headers())) : null;
	}

}

package io.tofu.spring;

import io.tofu.Message;
import org.jspecify.annotations.Nullable;

/**
 * What one frame brings to a stream.
 *
 * @param body the bytes, which must not be changed
 * @param continued whether the element goes on in the next part
 * @param last whether no part follows
 * @param mark whether it is the last one and no element, whatever its bytes
 * @param failure what the sender says went wrong, null for nothing
 */
@SuppressWarnings("ArrayRecordComponent")
record StreamPart(byte[] body, boolean continued, boolean last, boolean mark, @Nullable TofuException failure) {

	/** The part in a frame, which stays the caller's. */
	static StreamPart of(Message frame) {
		boolean last = !frame.hasMore();
		String part = frame.headers().first(TofuHeaders.PART);
		return new StreamPart(frame.body().toByteArray(), TofuHeaders.PART_CONTINUED.equals(part), last,
				last && TofuHeaders.PART_END.equals(part), last ? failureOf(frame) : null);
	}

	/** What it counts while it waits. */
	int cost() {
		return Streams.cost(this.body.length);
	}

	private static @Nullable TofuException failureOf(Message frame) {
		String type = frame.headers().first(TofuHeaders.ERROR_TYPE);
		return (type != null) ? new TofuRemoteException(type, frame.headers().first(TofuHeaders.ERROR_MESSAGE),
				HeaderMapping.read(frame.headers())) : null;
	}

}

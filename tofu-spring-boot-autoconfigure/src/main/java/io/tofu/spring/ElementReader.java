package io.tofu.spring;

import java.io.ByteArrayOutputStream;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Makes elements of the parts of a stream. Not thread-safe. */
final class ElementReader<T> {

	private final Function<byte[], T> decoder;

	private final int maxSize;

	private @Nullable ByteArrayOutputStream joined;

	/** What the parts so far count: those without bytes are not free. */
	private long size;

	/**
	 * A reader.
	 * @param decoder makes an element of its bytes
	 * @param maxSize the longest element accepted, in bytes
	 */
	ElementReader(Function<byte[], T> decoder, int maxSize) {
		this.decoder = decoder;
		this.maxSize = maxSize;
	}

	/** A reader of elements as long as the application accepts them. */
	static <T> ElementReader<T> on(TofuChannel channel, Function<byte[], T> decoder) {
		return new ElementReader<>(decoder, channel.connections().settings().maxJoinedSize());
	}

	/**
	 * Adds a part; the element that it completes, or null.
	 * @throws PayloadTooLargeException if the element is too long
	 * @throws TofuException if the part has bytes, although it says that it is no element
	 */
	@Nullable T read(StreamPart part) {
		if (part.mark()) {
			throw new TofuException("The end of the stream has bytes, but is marked to be no element");
		}
		this.size += part.continued() ? Math.max(part.length(), Streams.FRAME_COST) : part.length();
		if (this.size > this.maxSize) {
			throw new PayloadTooLargeException(this.maxSize,
					"make elements smaller, or raise tofu.listener.max-joined-size");
		}
		ByteArrayOutputStream before = this.joined;
		if (part.continued()) {
			this.joined = (before != null) ? before : new ByteArrayOutputStream();
			this.joined.writeBytes(part.body());
			return null;
		}
		this.size = 0;
		this.joined = null;
		if (before == null) {
			return this.decoder.apply(part.body());
		}
		before.writeBytes(part.body());
		return this.decoder.apply(before.toByteArray());
	}

}

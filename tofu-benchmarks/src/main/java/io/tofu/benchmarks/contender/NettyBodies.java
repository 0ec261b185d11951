package io.tofu.benchmarks.contender;

import io.netty.buffer.ByteBuf;
import io.tofu.benchmarks.load.Body;

/** Checks bodies in Netty's buffers, without a copy. */
final class NettyBodies {

	private NettyBodies() {
	}

	/**
	 * Checks what follows a header; returns what the next one will be checked against.
	 */
	static Body check(ByteBuf buffer, int headerLength, Body expected) {
		int length = buffer.readableBytes() - headerLength;
		int start = buffer.readerIndex() + headerLength;
		Body fitting = expected.ofLength(length);
		fitting.check((buffer.nioBufferCount() == 1) ? buffer.internalNioBuffer(start, length)
				: buffer.nioBuffer(start, length));
		return fitting;
	}

}

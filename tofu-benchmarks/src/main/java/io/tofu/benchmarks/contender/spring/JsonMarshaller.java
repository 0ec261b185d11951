package io.tofu.benchmarks.contender.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in gRPC's messages.
 *
 * @param mapper the application's
 * @param type what is written and read
 * @param <T> that type
 */
record JsonMarshaller<T>(JsonMapper mapper, Class<T> type) implements MethodDescriptor.Marshaller<T> {

	@Override
	public InputStream stream(T value) {
		return new Content(this.mapper.writeValueAsBytes(value));
	}

	@Override
	public T parse(InputStream stream) {
		return this.mapper.readValue(stream, this.type);
	}

	/** Lets gRPC copy the array once, straight into its write buffer. */
	private static final class Content extends ByteArrayInputStream implements KnownLength, Drainable {

		Content(byte[] content) {
			super(content);
		}

		@Override
		public int drainTo(OutputStream target) throws IOException {
			int length = this.count - this.pos;
			target.write(this.buf, this.pos, length);
			this.pos = this.count;
			return length;
		}

	}

}

package io.tofu.benchmarks.contender;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The two methods of the gRPC service, which carry bytes as they are. */
final class GrpcMethods {

	static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "benchmark/unary");

	static final MethodDescriptor<byte[], byte[]> STREAM = method(MethodType.BIDI_STREAMING, "benchmark/stream");

	private GrpcMethods() {
	}

	private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
		Bytes bytes = new Bytes();
		return MethodDescriptor.newBuilder(bytes, bytes).setType(type).setFullMethodName(name).build();
	}

	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new Content(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				// gRPC hands over a stream that knows its length
				byte[] content = new byte[stream.available()];
				if (stream.readNBytes(content, 0, content.length) != content.length || stream.read() >= 0) {
					throw new IOException("The length is not known");
				}
				return content;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

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

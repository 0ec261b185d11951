package io.tofu;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The body of a {@link Message}: a live view that belongs to its message and throws
 * {@link IllegalStateException} when the message was given away. Bodies may grow beyond
 * {@link Message#MAX_BODY_LENGTH}, but cannot be posted then. Not thread-safe, as its
 * message is not.
 */
public final class MessageBody {

	private final Message message;

	MessageBody(Message message) {
		this.message = message;
	}

	/**
	 * How long the body is.
	 * @return the length in bytes
	 */
	public int length() {
		return bytes().length();
	}

	/**
	 * Whether the body has no bytes.
	 * @return true if the length is 0
	 */
	public boolean isEmpty() {
		return length() == 0;
	}

	/**
	 * Adds bytes at the end.
	 * @param bytes the bytes, copied
	 * @return this body
	 */
	public MessageBody append(byte[] bytes) {
		bytes().append(bytes);
		return this;
	}

	/**
	 * Adds a part of an array at the end.
	 * @param bytes the array
	 * @param offset index of the first byte
	 * @param count how many bytes, copied
	 * @return this body
	 * @throws IndexOutOfBoundsException if the array has no such part
	 */
	public MessageBody append(byte[] bytes, int offset, int count) {
		bytes().append(bytes, offset, count);
		return this;
	}

	/**
	 * Adds the remaining bytes of a buffer at the end and advances its position.
	 * @param bytes the buffer, copied
	 * @return this body
	 */
	public MessageBody append(ByteBuffer bytes) {
		bytes().append(bytes, bytes.remaining());
		return this;
	}

	/**
	 * Replaces the body.
	 * @param bytes the bytes, copied
	 * @return this body
	 */
	public MessageBody set(byte[] bytes) {
		return set(bytes, 0, bytes.length);
	}

	/**
	 * Replaces the body by a part of an array.
	 * @param bytes the array
	 * @param offset index of the first byte
	 * @param count how many bytes, copied
	 * @return this body
	 * @throws IndexOutOfBoundsException if the array has no such part; the body is
	 * unchanged then
	 */
	public MessageBody set(byte[] bytes, int offset, int count) {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		return clear().append(bytes, offset, count);
	}

	/**
	 * Replaces the body by the remaining bytes of a buffer and advances its position.
	 * @param bytes the buffer, copied
	 * @return this body
	 */
	public MessageBody set(ByteBuffer bytes) {
		return clear().append(bytes);
	}

	/**
	 * Replaces the body without a copy, by the beginning of an array, and gives its own
	 * array for it. So a large body is taken out of a message that was received, or put
	 * into one that is to be sent, while the arrays go on being used.
	 * @param array the array, which is the message's from here on: not to be read or
	 * changed any more
	 * @param count how many of its bytes are the body, 0 for none
	 * @return the array that the body was in, from index 0 to the {@link #length()} it
	 * had; it may be longer, with anything behind, and is the caller's from here on
	 * @throws IndexOutOfBoundsException if the count is negative or the array is shorter;
	 * the body is unchanged then
	 */
	public byte[] exchange(byte[] array, int count) {
		return bytes().exchange(array, count);
	}

	/**
	 * Empties the body.
	 * @return this body
	 */
	public MessageBody clear() {
		bytes().clear();
		return this;
	}

	/**
	 * The bytes.
	 * @return a copy
	 */
	public byte[] toByteArray() {
		Bytes bytes = bytes();
		return Arrays.copyOf(bytes.array(), bytes.length());
	}

	/**
	 * The bytes without a copy. The buffer cannot be revoked: it is valid until the body
	 * is changed or the message is given away, and must not be read afterwards.
	 * @return a read-only view
	 */
	public ByteBuffer asByteBuffer() {
		Bytes bytes = bytes();
		return ByteBuffer.wrap(bytes.array(), 0, bytes.length()).slice().asReadOnlyBuffer();
	}

	/**
	 * The bytes as a stream that reads from the message itself.
	 * @return a new stream from the start of the body, which throws
	 * {@link IllegalStateException} when the message was given away
	 */
	public InputStream asInputStream() {
		bytes();
		return new BodyInput();
	}

	/**
	 * A stream that adds to the body.
	 * @return a new stream, which throws {@link IllegalStateException} when the message
	 * was given away
	 */
	public OutputStream asOutputStream() {
		bytes();
		return new BodyOutput();
	}

	private Bytes bytes() {
		return this.message.storage().body;
	}

	private final class BodyInput extends InputStream {

		private int position;

		@Override
		public int read() {
			Bytes bytes = bytes();
			return (this.position < bytes.length()) ? bytes.array()[this.position++] & 0xFF : -1;
		}

		@Override
		public int read(byte[] target, int offset, int count) {
			Objects.checkFromIndexSize(offset, count, target.length);
			Bytes bytes = bytes();
			int n = Math.min(count, available());
			if (n == 0) {
				return (count == 0) ? 0 : -1;
			}
			System.arraycopy(bytes.array(), this.position, target, offset, n);
			this.position += n;
			return n;
		}

		@Override
		public long skip(long count) {
			int n = (int) Math.max(0, Math.min(count, available()));
			this.position += n;
			return n;
		}

		@Override
		public int available() {
			return Math.max(0, bytes().length() - this.position);
		}

	}

	private final class BodyOutput extends OutputStream {

		@Override
		public void write(int b) {
			bytes().append((byte) b);
		}

		@Override
		public void write(byte[] source, int offset, int count) {
			bytes().append(source, offset, count);
		}

	}

}

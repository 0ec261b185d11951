package io.tofu.benchmarks.contender.spring;

import java.io.IOException;
import java.io.InputStream;

import io.tofu.benchmarks.load.Body;

/** The same body over and over, as one stream. */
final class Repeated extends InputStream {

	private final byte[] content;

	private long left;

	private int position;

	Repeated(Body body, int times) {
		this.content = body.content();
		this.left = (long) times * this.content.length;
	}

	@Override
	public int read() {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		if (this.left == 0) {
			return -1;
		}
		int total = (int) Math.min(this.left, length);
		for (int filled = 0; filled < total;) {
			int count = Math.min(total - filled, this.content.length - this.position);
			System.arraycopy(this.content, this.position, target, offset + filled, count);
			this.position = (this.position + count) % this.content.length;
			filled += count;
		}
		this.left -= total;
		return total;
	}

	/**
	 * Reads a stream of this kind to its end, and checks it.
	 * @return how many bodies came
	 */
	static int check(InputStream stream, Body body) throws IOException {
		byte[] piece = new byte[body.length()];
		int count = 0;
		for (int read = stream.readNBytes(piece, 0, piece.length); read > 0; read = stream.readNBytes(piece, 0,
				piece.length)) {
			body.ofLength(read).check(piece);
			count++;
		}
		return count;
	}

}

package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * So many bytes, always the same ones, that are made while they are read: each block has
 * its number in front, so that no two are alike.
 */
final class Content extends InputStream {

	private static final int BLOCK = 1 << 16;

	private static final int READ = 8 << 10;

	private static final int MEGABYTE = 1 << 20;

	private static final byte[] RANDOM = new byte[BLOCK];

	static {
		new Random(BLOCK).nextBytes(RANDOM);
	}

	private final ByteBuffer block = ByteBuffer.wrap(RANDOM.clone());

	private long left;

	private long number;

	Content(long size) {
		this.left = size;
		this.block.position(BLOCK);
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
		if (!this.block.hasRemaining()) {
			this.block.clear();
			this.block.putLong(0, this.number++);
		}
		int count = (int) Math.min(this.left, Math.min(length, this.block.remaining()));
		this.block.get(target, offset, count);
		this.left -= count;
		return count;
	}

	static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String hex(MessageDigest digest) {
		return HexFormat.of().formatHex(digest.digest());
	}

	/**
	 * Reads a stream to its end, and rests after each megabyte.
	 * @return the digest of what came
	 */
	static String consume(InputStream stream, long restMillis) throws IOException {
		MessageDigest digest = digest();
		byte[] buffer = new byte[READ];
		long sinceRest = 0;
		for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
			digest.update(buffer, 0, count);
			sinceRest += count;
			if (sinceRest >= MEGABYTE) {
				sinceRest = 0;
				rest(restMillis);
			}
		}
		return hex(digest);
	}

	/** What a slow consumer does between two pieces. */
	private static void rest(long millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}

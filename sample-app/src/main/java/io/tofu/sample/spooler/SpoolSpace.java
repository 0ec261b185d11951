package io.tofu.sample.spooler;

/** Room on the disk: so much, and no more. Thread-safe. */
final class SpoolSpace {

	private final long limit;

	private long used;

	SpoolSpace(long limit) {
		this.limit = limit;
	}

	/** Takes some; false if there is not enough left. */
	synchronized boolean take(long bytes) {
		if (bytes > this.limit - this.used) {
			return false;
		}
		this.used += bytes;
		return true;
	}

	synchronized void giveBack(long bytes) {
		this.used -= bytes;
	}

	synchronized long used() {
		return this.used;
	}

	long limit() {
		return this.limit;
	}

}

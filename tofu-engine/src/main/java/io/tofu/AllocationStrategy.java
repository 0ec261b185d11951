package io.tofu;

/** Where {@link Ampe#get} may take a message from. */
public enum AllocationStrategy {

	/** From the pool, or not at all: for those who can wait or do without. */
	POOL_ONLY,
	/**
	 * From the pool, else a new one: for those who cannot, such as those who say goodbye.
	 */
	ALWAYS

}

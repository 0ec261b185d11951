package io.tofu;

/** Where {@link Ampe#get} may take a message from. */
public enum AllocationStrategy {

	/** From the pool, or not at all. */
	POOL_ONLY,
	/** From the pool, else a new one. */
	ALWAYS

}

package io.tofu.spring.service;

import org.jspecify.annotations.Nullable;

/** What one parameter of a method is for. */
@FunctionalInterface
interface ServiceArgument {

	/**
	 * Takes the argument of one call.
	 * @throws IllegalArgumentException if it is not possible
	 */
	void set(ServiceRequest request, @Nullable Object value);

}

package io.tofu.spring.listener;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Has the first say when a listener's method, the conversion of its arguments or its
 * asynchronous result fails. Called on a listener thread.
 */
@FunctionalInterface
public interface TofuListenerErrorHandler {

	/**
	 * Makes a result out of a failure, or another failure.
	 * @param message what the listener was called with
	 * @param failure what was thrown
	 * @return what the peer gets in place of the method's return value; null is an empty
	 * Response
	 * @throws Exception the failure to be reported instead, which may be the same one
	 */
	@Nullable Object handleError(Message<?> message, Throwable failure) throws Exception;

}

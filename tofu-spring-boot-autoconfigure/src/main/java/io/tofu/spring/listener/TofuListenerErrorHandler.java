package io.tofu.spring.listener;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Has the first say when a listener's method, the conversion of its arguments or of its
 * result, or its asynchronous result fails. Called on a listener thread.
 */
@FunctionalInterface
public interface TofuListenerErrorHandler {

	/**
	 * Makes a result out of a failure, or another failure.
	 * @param message what the listener was called with
	 * @param failure what was thrown
	 * @return what the peer gets in place of the method's return value; null is an empty
	 * Response. A failed HelloRequest stays rejected whatever is returned
	 * @throws Exception the failure to be dealt with instead, which may be the same one:
	 * exception handler methods are asked next
	 */
	@Nullable Object handleError(Message<?> message, Throwable failure) throws Exception;

}

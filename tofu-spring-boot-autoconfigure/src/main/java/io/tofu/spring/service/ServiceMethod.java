package io.tofu.spring.service;

import java.util.List;

import io.tofu.spring.TofuClient;
import org.jspecify.annotations.Nullable;

/**
 * A method that sends.
 *
 * @param client what it sends through
 * @param peer whom to, if no argument is a channel
 * @param route the listener meant
 * @param arguments what the parameters are for
 * @param sending sends, and makes the return value
 */
record ServiceMethod(TofuClient client, String peer, ServiceRoute route, List<ServiceArgument> arguments,
		ServiceSending sending) {

	@Nullable Object invoke(@Nullable Object[] values) {
		ServiceRequest request = new ServiceRequest();
		for (int i = 0; i < values.length; i++) {
			this.arguments.get(i).set(request, values[i]);
		}
		return this.sending.send(request.fillIn(this.client, this.peer, this.route));
	}

}

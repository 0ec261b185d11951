package io.tofu.sample.quotes;

import io.tofu.spring.listener.TofuListener;

import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;

/** Sends back what it gets, body and text headers, byte by byte. */
@Component
class EchoListener {

	@TofuListener("echo")
	Message<byte[]> echo(Message<byte[]> message) {
		return message;
	}

}

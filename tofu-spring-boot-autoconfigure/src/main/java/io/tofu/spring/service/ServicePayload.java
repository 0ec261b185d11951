package io.tofu.spring.service;

import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.tofu.spring.TofuClient;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;

/**
 * What a method sends, or what is made of the answer.
 *
 * @param type without what is around it: a future, say, or headers
 */
record ServicePayload(ResolvableType type) {

	static ServicePayload of(ResolvableType declared) {
		ResolvableType type = declared;
		while (isAround(type.toClass()) && type.hasGenerics()) {
			type = type.getGeneric();
		}
		return new ServicePayload(type);
	}

	Type javaType() {
		return this.type.getType();
	}

	/** Whether the client can make bytes of it, and the other way round. */
	boolean isConvertedBy(TofuClient client) {
		Class<?> raw = this.type.toClass();
		return ServiceSending.isStream(raw) || client.converts(raw);
	}

	private static boolean isAround(Class<?> type) {
		return CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)
				|| Message.class.isAssignableFrom(type) || ServiceSending.isStream(type);
	}

}

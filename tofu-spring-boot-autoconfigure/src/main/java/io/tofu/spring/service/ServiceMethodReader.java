package io.tofu.spring.service;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

import io.tofu.OpCode;
import io.tofu.spring.TofuClient;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/** Reads the methods of one interface, and says what is wrong with them. */
final class ServiceMethodReader {

	private final Class<?> type;

	private final TofuClient client;

	private final @Nullable StringValueResolver resolver;

	private final @Nullable TofuExchange common;

	ServiceMethodReader(Class<?> type, TofuClient client, @Nullable StringValueResolver resolver) {
		this.type = type;
		this.client = client;
		this.resolver = resolver;
		this.common = AnnotatedElementUtils.findMergedAnnotation(type, TofuExchange.class);
		if (this.common != null && this.common.op() != OpCode.REQUEST) {
			throw new TofuServiceConfigurationException("The interface " + type.getName() + " has the operation "
					+ this.common.op() + ", which only its methods may have", "Set op on the methods.");
		}
	}

	/**
	 * Reads one method.
	 * @throws TofuServiceConfigurationException if it cannot work
	 */
	ServiceMethod read(Method method) {
		String where = ClassUtils.getQualifiedMethodName(method, this.type) + "()";
		TofuExchange exchange = AnnotatedElementUtils.findMergedAnnotation(method, TofuExchange.class);
		if (exchange == null) {
			throw new TofuServiceConfigurationException("The method " + where + " has no @TofuExchange",
					"Annotate it with @TofuExchange, or make it a default method.");
		}
		ServiceRoute route = route(exchange, where);
		ServiceArgumentReader arguments = new ServiceArgumentReader(this.type, method, where);
		List<ServiceArgument> read = arguments.read();
		checkVariables(route, arguments.variables(), where);
		if (exchange.op() == OpCode.SIGNAL && arguments.isStreamed()) {
			throw new TofuServiceConfigurationException("The method " + where + " sends a Signal that is a stream",
					"Set op to REQUEST, whose answer ends the stream, or let the payload be bytes or an object.");
		}
		ResolvableType returned = ResolvableType.forMethodReturnType(method, this.type);
		ServiceSending sending = sending(exchange.op(), returned, where);
		ServicePayload sent = arguments.payload();
		if (sent != null) {
			checkPayload("takes", sent, where);
		}
		checkPayload("returns", ServicePayload.of(returned), where);
		return new ServiceMethod(this.client, peer(exchange, arguments.hasChannel(), where), route, read, sending);
	}

	private ServiceRoute route(TofuExchange exchange, String where) {
		String prefix = (this.common != null) ? resolve(this.common.route(), where) : "";
		ServiceRoute route = ServiceRoute.of(prefix, resolve(exchange.route(), where));
		if (!route.isWellFormed()) {
			throw new TofuServiceConfigurationException(
					"The route '" + route + "' of the method " + where + " is nothing that can be sent to",
					"Write the route as orders.get or orders.{id}.get.");
		}
		return route;
	}

	private static void checkVariables(ServiceRoute route, Set<String> given, String where) {
		for (String name : route.variables()) {
			if (!given.contains(name)) {
				throw new TofuServiceConfigurationException(
						"The route '" + route + "' of the method " + where + " has the variable '" + name
								+ "', which no parameter gives",
						"Annotate a parameter with @DestinationVariable(\"" + name + "\").");
			}
		}
		for (String name : given) {
			if (!route.variables().contains(name)) {
				throw new TofuServiceConfigurationException(
						"The method " + where + " gives the variable '" + name + "', but its route is '" + route + "'",
						"Write {" + name
								+ "} where the route has it, or give @DestinationVariable the name that the route has.");
			}
		}
	}

	private void checkPayload(String verb, ServicePayload payload, String where) {
		if (!payload.isConvertedBy(this.client)) {
			throw new TofuServiceConfigurationException(
					"The method " + where + " " + verb + " a payload of type " + payload.javaType().getTypeName()
							+ ", but there is no converter for objects",
					"Add spring-boot-starter-jackson, define a bean of type TofuMessageConverter that knows the type, or use String or byte[].");
		}
	}

	private static ServiceSending sending(OpCode op, ResolvableType returned, String where) {
		ServiceSending sending = switch (op) {
			case REQUEST -> ServiceSending.ofRequest(returned);
			case SIGNAL -> ServiceSending.ofSignal(returned);
			default -> throw new TofuServiceConfigurationException("The method " + where + " has the operation " + op,
					"Set op to REQUEST or SIGNAL.");
		};
		if (sending == null) {
			throw new TofuServiceConfigurationException(
					"The method " + where + " sends a " + op + " and returns " + returned.getType().getTypeName()
							+ ", which cannot be made of its answer",
					(op == OpCode.SIGNAL) ? "Let it return nothing, or Mono<Void>: a Signal has no answer."
							: "Let it return an object, String, byte[], Message<…> of one, or CompletableFuture<…> or Mono<…> of one of these; or InputStream, Stream<…>, TofuStream<…> or Flux<…> for an answer that is a stream.");
		}
		return sending;
	}

	private String peer(TofuExchange exchange, boolean hasChannel, String where) {
		String own = resolve(exchange.peer(), where);
		String peer = (own.isEmpty() && this.common != null) ? resolve(this.common.peer(), where) : own;
		if (hasChannel) {
			return peer;
		}
		if (peer.isEmpty()) {
			throw new TofuServiceConfigurationException("The method " + where + " has nobody to send to",
					"Set peer in the @TofuExchange of the method or the interface, or let a parameter be the TofuChannel.");
		}
		try {
			this.client.peer(peer);
			return peer;
		}
		catch (IllegalArgumentException ex) {
			throw new TofuServiceConfigurationException(
					"The method " + where + " sends to an unknown peer: " + ex.getMessage(),
					"Set tofu.peer." + peer + ".address, or change the peer.", ex);
		}
	}

	private String resolve(String text, String where) {
		if (this.resolver == null || !StringUtils.hasText(text)) {
			return text.strip();
		}
		try {
			String resolved = this.resolver.resolveStringValue(text);
			return (resolved != null) ? resolved.strip() : "";
		}
		catch (IllegalArgumentException ex) {
			throw new TofuServiceConfigurationException(
					"\"" + text + "\" of the method " + where + " has no value: " + ex.getMessage(),
					"Set what its placeholder stands for, or change it.", ex);
		}
	}

}

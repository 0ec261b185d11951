package io.tofu.spring.service;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tofu.spring.TofuChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.util.Assert;
import org.springframework.util.ObjectUtils;

/** Finds out what the parameters of one method are for. */
final class ServiceArgumentReader {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final Class<?> type;

	private final Method method;

	private final String where;

	private final Set<String> variables = new LinkedHashSet<>();

	private boolean streamed;

	/** What there may be one of. */
	private final Set<String> singles = new LinkedHashSet<>();

	private @Nullable ServicePayload payload;

	ServiceArgumentReader(Class<?> type, Method method, String where) {
		this.type = type;
		this.method = method;
		this.where = where;
	}

	/** The variables of the route that parameters give, once they were read. */
	Set<String> variables() {
		return this.variables;
	}

	/** Whether a parameter says where to send, once they were read. */
	boolean hasChannel() {
		return this.singles.contains("TofuChannel");
	}

	/** What is sent, once they were read; null for nothing. */
	@Nullable ServicePayload payload() {
		return this.payload;
	}

	/** Whether the payload is a stream, once they were read. */
	boolean isStreamed() {
		return this.streamed;
	}

	/**
	 * Reads all parameters.
	 * @throws TofuServiceConfigurationException if one is for nothing, or two are for the
	 * same
	 */
	List<ServiceArgument> read() {
		List<ServiceArgument> arguments = new ArrayList<>();
		for (int i = 0; i < this.method.getParameterCount(); i++) {
			MethodParameter parameter = new SynthesizingMethodParameter(this.method, i).withContainingClass(this.type);
			parameter.initParameterNameDiscovery(NAMES);
			arguments.add(read(parameter));
		}
		return arguments;
	}

	private ServiceArgument read(MethodParameter parameter) {
		DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
		if (variable != null) {
			String name = name(variable.value(), parameter, "@DestinationVariable");
			this.variables.add(name);
			return (request, value) -> request.variable(name, String.valueOf(required(value, name)));
		}
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return header(header, name(header.value(), parameter, "@Header"));
		}
		Class<?> parameterType = parameter.getParameterType();
		if (parameter.hasParameterAnnotation(Headers.class)) {
			if (!Map.class.isAssignableFrom(parameterType)) {
				throw mistake("has @Headers on a parameter that is no Map", "Let it be a Map<String, String>.");
			}
			return (request, value) -> headers(request, (Map<?, ?>) required(value, "@Headers"));
		}
		if (parameter.hasParameterAnnotation(Payload.class)) {
			return payload(parameter);
		}
		if (parameterType == TofuChannel.class) {
			single("TofuChannel");
			return (request, value) -> request.channel((TofuChannel) required(value, "TofuChannel"));
		}
		if (parameterType == Duration.class) {
			single("Duration");
			return (request, value) -> {
				if (value instanceof Duration timeout) {
					request.timeout(timeout);
				}
			};
		}
		return payload(parameter);
	}

	private ServiceArgument payload(MethodParameter parameter) {
		single("payload");
		this.streamed = ServiceSending.isStream(parameter.getParameterType());
		this.payload = ServicePayload.of(ResolvableType.forMethodParameter(parameter));
		return ServiceRequest::body;
	}

	private ServiceArgument header(Header header, String name) {
		boolean hasDefault = !header.defaultValue().equals(ValueConstants.DEFAULT_NONE);
		return (request, value) -> {
			Object given = (value == null && hasDefault) ? header.defaultValue() : value;
			if (given != null || header.required()) {
				request.header(name, texts(required(given, name)));
			}
		};
	}

	private static void headers(ServiceRequest request, Map<?, ?> headers) {
		headers.forEach((name, value) -> {
			if (value != null) {
				request.header(String.valueOf(name), texts(value));
			}
		});
	}

	private static String[] texts(Object value) {
		Collection<?> values = (value instanceof Collection<?> several) ? several
				: Arrays.asList(value.getClass().isArray() ? ObjectUtils.toObjectArray(value) : new Object[] { value });
		return values.stream().map(String::valueOf).toArray(String[]::new);
	}

	private Object required(@Nullable Object value, String name) {
		Assert.notNull(value, () -> "The argument for '" + name + "' of " + this.where + " must not be null");
		return value;
	}

	private void single(String role) {
		if (!this.singles.add(role)) {
			throw mistake("has two parameters for the " + role,
					"Leave one of them, or say by @Header, @Headers or @DestinationVariable what the other one is for.");
		}
	}

	private String name(String name, MethodParameter parameter, String annotation) {
		String found = name.isEmpty() ? parameter.getParameterName() : name;
		if (found == null) {
			throw mistake("has " + annotation + " on a parameter whose name is not known",
					"Give " + annotation + " the name, or compile with -parameters.");
		}
		return found;
	}

	private TofuServiceConfigurationException mistake(String what, String action) {
		return new TofuServiceConfigurationException("The method " + this.where + " " + what, action);
	}

}

package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

import io.tofu.AmpeStatus;
import io.tofu.Message;
import io.tofu.MessageType;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Reads {@link TofuListener} annotations: placeholders and expressions, defaults, and
 * what is wrong with an annotation by itself.
 */
final class ListenerDefinitionReader {

	/** The one is no news, by the other the receive thread wakes itself. */
	private static final Set<AmpeStatus> NEVER_SAID = EnumSet.of(AmpeStatus.SUCCESS, AmpeStatus.RECEIVER_UPDATE);

	private static final Set<OpCode> HANDLED = EnumSet.of(OpCode.REQUEST, OpCode.RESPONSE, OpCode.SIGNAL,
			OpCode.HELLO_REQUEST, OpCode.BYE_REQUEST);

	private final TofuListenerSettings settings;

	private final Routes routes;

	private final @Nullable ConfigurableBeanFactory beanFactory;

	ListenerDefinitionReader(TofuListenerSettings settings, Routes routes,
			@Nullable ConfigurableBeanFactory beanFactory) {
		this.settings = settings;
		this.routes = routes;
		this.beanFactory = beanFactory;
	}

	/**
	 * Reads one annotation.
	 * @throws TofuListenerConfigurationException if it cannot work
	 */
	ListenerDefinition read(TofuListener annotation, Object bean, String beanName, Method method) {
		String where = ListenerDefinition.describe(method, bean);
		String id = text(annotation.id(), "id", where);
		Set<AmpeStatus> statuses = statuses(annotation, method, where);
		Set<OpCode> operations = statuses.isEmpty() ? operations(annotation, method, where) : Set.of();
		ListenerMapping mapping = new ListenerMapping(route(annotation, operations, bean, where), operations, statuses,
				conditions(annotation, where), text(annotation.peer(), "peer", where));
		return new ListenerDefinition(id.isEmpty() ? beanName + "." + method.getName() : id, !id.isEmpty(), bean,
				method, mapping, concurrency(annotation, where), ordering(annotation, where),
				autoStartup(annotation, where), errorHandler(annotation, where));
	}

	private String route(TofuListener annotation, Set<OpCode> operations, Object bean, String where) {
		String route = text(annotation.route(), "route", where);
		if (!route.isEmpty() || operations.stream().anyMatch((opCode) -> opCode.type() == MessageType.REGULAR)) {
			String prefix = prefix(bean, where);
			route = (prefix.isEmpty() || route.isEmpty()) ? prefix + route : Routes.join(prefix, route);
		}
		try {
			this.routes.check(route);
			return route;
		}
		catch (IllegalArgumentException ex) {
			throw new TofuListenerConfigurationException(
					"The route '" + route + "' of the listener method " + where + " is no pattern: " + ex.getMessage(),
					"Write the route as orders.get, orders.*, orders.{id} or orders.**.", ex);
		}
	}

	/** What the routes of all listeners of a class begin with, empty for nothing. */
	private String prefix(Object bean, String where) {
		MessageMapping mapping = AnnotatedElementUtils
			.findMergedAnnotation(ClassUtils.getUserClass(AopUtils.getTargetClass(bean)), MessageMapping.class);
		if (mapping == null || mapping.value().length == 0) {
			return "";
		}
		if (mapping.value().length > 1) {
			throw new TofuListenerConfigurationException(
					"The class of the listener method " + where + " has the route prefixes "
							+ Arrays.toString(mapping.value()),
					"Give the @MessageMapping of the class one value, or repeat @TofuListener on the method instead.");
		}
		return text(mapping.value()[0], "value of @MessageMapping", where);
	}

	private static Set<AmpeStatus> statuses(TofuListener annotation, Method method, String where) {
		Set<AmpeStatus> statuses = new LinkedHashSet<>(Arrays.asList(annotation.status()));
		if (statuses.isEmpty()) {
			return statuses;
		}
		String mistake = null;
		if (!Collections.disjoint(statuses, NEVER_SAID)) {
			mistake = "no notice has one of the statuses " + NEVER_SAID;
		}
		else if (!annotation.route().isEmpty()) {
			mistake = "a notice has no route";
		}
		else if (!Set.copyOf(Arrays.asList(annotation.op())).equals(Set.of(OpCode.REQUEST, OpCode.SIGNAL))) {
			mistake = "what peers send is not for a listener of notices";
		}
		else if (Arrays.asList(method.getParameterTypes()).contains(Message.class)) {
			mistake = "a notice is no frame to be had as io.tofu.Message";
		}
		if (mistake != null) {
			throw new TofuListenerConfigurationException(
					"The listener method " + where + " has the status " + statuses + ", but " + mistake,
					"Leave it no more than status, headers and peer, and write another method for what peers send.");
		}
		return statuses;
	}

	private static Set<OpCode> operations(TofuListener annotation, Method method, String where) {
		Set<OpCode> operations = new LinkedHashSet<>(Arrays.asList(annotation.op()));
		if (operations.isEmpty() || !HANDLED.containsAll(operations)) {
			throw new TofuListenerConfigurationException(
					"The listener method " + where + " is for the operations " + operations,
					"Set op to one or more of " + HANDLED + ".");
		}
		if (operations.contains(OpCode.REQUEST) && new StreamResults(new MethodParameter(method, -1)).areStreams()) {
			// Nobody would take the elements, nor stop a source that has no end
			operations.remove(OpCode.SIGNAL);
			operations.remove(OpCode.RESPONSE);
		}
		return operations;
	}

	private Set<HeaderCondition> conditions(TofuListener annotation, String where) {
		Set<HeaderCondition> conditions = new LinkedHashSet<>();
		for (String header : annotation.headers()) {
			try {
				conditions.add(HeaderCondition.parse(text(header, "headers", where)));
			}
			catch (IllegalArgumentException ex) {
				throw new TofuListenerConfigurationException(
						"The listener method " + where + " has a wrong header condition: " + ex.getMessage(),
						"Write it as name, !name, name=value or name!=value.", ex);
			}
		}
		return conditions;
	}

	private int concurrency(TofuListener annotation, String where) {
		String text = text(annotation.concurrency(), "concurrency", where);
		if (text.isEmpty()) {
			return this.settings.concurrency();
		}
		try {
			int concurrency = Integer.parseInt(text);
			if (concurrency > 0) {
				return concurrency;
			}
		}
		catch (NumberFormatException ex) {
			// reported below
		}
		throw new TofuListenerConfigurationException(
				"The listener method " + where + " has the concurrency '" + text + "'",
				"Set concurrency to a whole number of at least 1.");
	}

	private Ordering ordering(TofuListener annotation, String where) {
		Ordering[] ordering = annotation.ordering();
		if (ordering.length > 1) {
			throw new TofuListenerConfigurationException(
					"The listener method " + where + " has the orderings " + Arrays.toString(ordering),
					"Set one ordering or none.");
		}
		return (ordering.length == 1) ? ordering[0] : this.settings.ordering();
	}

	private boolean autoStartup(TofuListener annotation, String where) {
		String text = text(annotation.autoStartup(), "autoStartup", where);
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "" -> this.settings.autoStartup();
			case "true" -> true;
			case "false" -> false;
			default -> throw new TofuListenerConfigurationException(
					"The listener method " + where + " has the autoStartup '" + text + "'",
					"Set autoStartup to true or false.");
		};
	}

	private @Nullable TofuListenerErrorHandler errorHandler(TofuListener annotation, String where) {
		Object value = evaluate(annotation.errorHandler(), "errorHandler", where);
		if (value instanceof TofuListenerErrorHandler handler) {
			return handler;
		}
		String name = (value != null) ? value.toString().strip() : "";
		if (name.isEmpty()) {
			return null;
		}
		try {
			if (this.beanFactory != null) {
				return this.beanFactory.getBean(name, TofuListenerErrorHandler.class);
			}
		}
		catch (BeansException ex) {
			throw noErrorHandler(where, name, ex);
		}
		throw noErrorHandler(where, name, null);
	}

	private static TofuListenerConfigurationException noErrorHandler(String where, String name,
			@Nullable Exception cause) {
		return new TofuListenerConfigurationException(
				"The listener method " + where + " has the error handler '" + name + "', which cannot be had",
				"Set errorHandler to the name of a bean of type TofuListenerErrorHandler.", cause);
	}

	private String text(String attribute, String name, String where) {
		Object value = evaluate(attribute, name, where);
		return (value != null) ? value.toString().strip() : "";
	}

	private @Nullable Object evaluate(String attribute, String name, String where) {
		if (this.beanFactory == null || !StringUtils.hasText(attribute)) {
			return attribute;
		}
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(attribute);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			return (expressions != null)
					? expressions.evaluate(resolved, new BeanExpressionContext(this.beanFactory, null)) : resolved;
		}
		catch (BeansException | IllegalArgumentException ex) {
			throw new TofuListenerConfigurationException(
					"The attribute " + name + " = \"" + attribute + "\" of the listener method " + where
							+ " has no value: " + ex.getMessage(),
					"Set what its placeholder or expression stands for, or change it.", ex);
		}
	}

}

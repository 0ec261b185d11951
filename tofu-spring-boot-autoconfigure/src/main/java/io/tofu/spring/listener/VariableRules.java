package io.tofu.spring.listener;

import java.util.Set;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.messaging.handler.annotation.DestinationVariable;

/**
 * What is wrong with the variables that a method takes: its route has none of the name.
 */
final class VariableRules {

	private final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	/**
	 * Checks a method.
	 * @throws TofuListenerConfigurationException if it cannot be called
	 */
	void check(ListenerDefinition definition, ListenerMethod method) {
		Set<String> variables = Routes.variableNames(definition.mapping().route());
		for (MethodParameter parameter : method.getMethodParameters()) {
			DestinationVariable annotation = parameter.getParameterAnnotation(DestinationVariable.class);
			if (annotation != null && !parameter.isOptional()) {
				parameter.initParameterNameDiscovery(this.names);
				String name = annotation.value().isEmpty() ? parameter.getParameterName() : annotation.value();
				if (name != null && !variables.contains(name)) {
					throw missing(definition, name);
				}
			}
		}
	}

	private static TofuListenerConfigurationException missing(ListenerDefinition definition, String name) {
		return new TofuListenerConfigurationException(
				"The listener method " + definition.methodName() + " takes the variable '" + name
						+ "', but its mapping is for " + definition.mapping(),
				"Write {" + name
						+ "} where the route has it, or give @DestinationVariable the name that the route has.");
	}

}

package io.tofu.spring.service;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/** A route with variables, like {@code stock.{id}.get}. */
record ServiceRoute(String template) {

	private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

	private static final String SEPARATOR = ".";

	/** A route below another one, either of which may be empty. */
	static ServiceRoute of(String prefix, String route) {
		return new ServiceRoute(prefix + ((prefix.isEmpty() || route.isEmpty()) ? "" : SEPARATOR) + route);
	}

	/** Whether nothing is left that is no variable and looks like one. */
	boolean isWellFormed() {
		String rest = VARIABLE.matcher(this.template).replaceAll("");
		return rest.indexOf('{') < 0 && rest.indexOf('}') < 0 && rest.indexOf('*') < 0;
	}

	Set<String> variables() {
		Set<String> names = new LinkedHashSet<>();
		Matcher matcher = VARIABLE.matcher(this.template);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	/** The route with values in the place of variables; each is one part of it. */
	String expand(Map<String, String> values) {
		return VARIABLE.matcher(this.template).replaceAll((match) -> {
			String value = values.getOrDefault(match.group(1), "");
			Assert.isTrue(!value.isEmpty() && !value.contains(SEPARATOR), () -> "'" + value + "' for the variable '"
					+ match.group(1) + "' of the route '" + this.template + "' is not one part of a route");
			return Matcher.quoteReplacement(value);
		});
	}

	@Override
	public String toString() {
		return this.template;
	}

}

package io.tofu.spring.listener;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import io.tofu.spring.TofuHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.RouteMatcher;
import org.springframework.util.RouteMatcher.Route;
import org.springframework.util.SimpleRouteMatcher;
import org.springframework.util.StringUtils;

/**
 * Route patterns: {@code ?}, {@code *} and <code>{name}</code> inside the parts between
 * dots, {@code **} for any number of parts. Thread-safe.
 */
final class Routes {

	/** Stands between the parts of a route. */
	static final String SEPARATOR = ".";

	/** Longer routes are not worth the receive thread's time: no pattern matches them. */
	static final int MAX_MATCHED_LENGTH = 1024;

	private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(?::(?:\\{[^/]+?}|[^{}]|\\\\[{}])+?)?}");

	private final AntPathMatcher paths = new AntPathMatcher(SEPARATOR);

	private final RouteMatcher matcher = new SimpleRouteMatcher(this.paths);

	boolean isPattern(String route) {
		return this.matcher.isPattern(route);
	}

	Route parse(String route) {
		return this.matcher.parseRoute(route);
	}

	boolean matches(String pattern, Route route) {
		return route.value().length() <= MAX_MATCHED_LENGTH && this.matcher.match(pattern, route);
	}

	/**
	 * The route of a message, the first one if there are several; null if there is none.
	 */
	static @Nullable String of(MessageHeaders headers) {
		Object route = headers.get(TofuHeaders.ROUTE);
		if (route instanceof List<?> several) {
			route = several.get(0);
		}
		return (route != null) ? route.toString() : null;
	}

	/** The variables of a pattern that matches. */
	Map<String, String> variables(String pattern, String route) {
		Map<String, String> variables = this.matcher.matchAndExtract(pattern, parse(route));
		return (variables != null) ? variables : Map.of();
	}

	/** The names of a pattern's variables. */
	static Set<String> variableNames(String pattern) {
		return VARIABLE.matcher(pattern).results().map((variable) -> variable.group(1)).collect(Collectors.toSet());
	}

	/** A route behind what it begins with, however many separators they bring. */
	static String join(String prefix, String route) {
		return StringUtils.trimTrailingCharacter(prefix, SEPARATOR.charAt(0)) + SEPARATOR
				+ StringUtils.trimLeadingCharacter(route, SEPARATOR.charAt(0));
	}

	/** The route with its variables' names left out: equal for what matches the same. */
	static String withoutVariableNames(String route) {
		return route.replaceAll("\\{\\w+", "{");
	}

	/**
	 * Checks what {@link AntPathMatcher} would only find out, or silently take literally,
	 * when a route arrives.
	 * @throws IllegalArgumentException if it can never match as it was meant
	 */
	void check(String route) {
		Set<String> names = new HashSet<>();
		Matcher variables = VARIABLE.matcher(route);
		StringBuilder rest = new StringBuilder();
		while (variables.find()) {
			if (!names.add(variables.group(1))) {
				throw new IllegalArgumentException("it has the variable '" + variables.group(1) + "' twice");
			}
			if (variables.group().contains(SEPARATOR)) {
				throw new IllegalArgumentException("the expression of its variable '" + variables.group(1)
						+ "' has a dot, at which every pattern is split");
			}
			variables.appendReplacement(rest, "x");
		}
		variables.appendTail(rest);
		if (rest.indexOf("{") >= 0 || rest.indexOf("}") >= 0) {
			throw new IllegalArgumentException("its braces do not enclose a variable, like {id}");
		}
		if (isPattern(route)) {
			compile(route);
		}
	}

	private void compile(String pattern) {
		for (String part : StringUtils.tokenizeToStringArray(pattern, SEPARATOR)) {
			try {
				this.paths.match(part, "x");
			}
			catch (PatternSyntaxException ex) {
				throw new IllegalArgumentException(
						"'" + part + "' has a bad regular expression: " + ex.getDescription(), ex);
			}
		}
	}

}

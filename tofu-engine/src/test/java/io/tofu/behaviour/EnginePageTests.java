package io.tofu.behaviour;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/engine.md says about options and statuses is what there is.
 */
class EnginePageTests {

	private static final Page PAGE = Page.of("engine.md");

	private static final Pattern SIZE = Pattern.compile("(\\d+)(?: (KiB|MiB))?(?: or 1/(\\d+) of the heap)?");

	private static final Pattern STATUS = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`");

	/** Names of stages in the life of a channel, and strategies of the pool. */
	private static final Set<String> NO_STATUSES = Set.of("WRITE_DEAD", "POOL_ONLY");

	static Stream<Method> options() {
		return Arrays.stream(AmpeOptions.class.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
			.filter((method) -> method.getParameterCount() == 0 && !method.getName().equals("toBuilder"));
	}

	@ParameterizedTest
	@MethodSource("options")
	void everyOptionIsThereWithItsDefault(Method option) throws ReflectiveOperationException {
		Map<String, List<String>> rows = PAGE.table("option", "default", "what it bounds")
			.stream()
			.collect(Collectors.toMap((row) -> row.get(0), Function.identity()));
		List<String> row = rows.get("`" + option.getName() + "`");
		assertThat(row).as("the row of " + option.getName()).isNotNull();
		Object value = option.invoke(AmpeOptions.defaults());
		String shown = row.get(1);
		if (value instanceof Duration duration) {
			assertThat(shown).isEqualTo(duration.isZero() ? "off" : duration.toSeconds() + " s");
		}
		else if (value instanceof Number number) {
			assertThat(shown.equals("off") ? 0 : size(shown)).isEqualTo(number.longValue());
		}
		else if (value instanceof Boolean yes) {
			assertThat(shown).isEqualTo(yes ? "yes" : "no");
		}
	}

	@Test
	void everyStatusThatIsNamedExists() {
		Set<String> known = Arrays.stream(AmpeStatus.values()).map(Enum::name).collect(Collectors.toSet());
		Set<String> named = new TreeSet<>();
		Matcher matcher = STATUS.matcher(PAGE.text());
		while (matcher.find()) {
			named.add(matcher.group(1));
		}
		named.removeAll(NO_STATUSES);
		assertThat(named).hasSizeGreaterThan(20).isSubsetOf(known);
	}

	private static long size(String text) {
		Matcher matcher = SIZE.matcher(text);
		assertThat(matcher.matches()).as(text).isTrue();
		long size = Long.parseLong(matcher.group(1)) << shift(matcher.group(2));
		String share = matcher.group(3);
		return (share != null) ? Math.min(size, Runtime.getRuntime().maxMemory() / Long.parseLong(share)) : size;
	}

	private static int shift(String unit) {
		if (unit == null) {
			return 0;
		}
		return unit.equals("KiB") ? 10 : 20;
	}

}

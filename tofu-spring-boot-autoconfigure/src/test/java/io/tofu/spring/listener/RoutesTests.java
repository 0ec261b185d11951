package io.tofu.spring.listener;

import java.util.List;
import java.util.Map;

import io.tofu.spring.TofuHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.MessageHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class RoutesTests {

	private final Routes routes = new Routes();

	@ParameterizedTest
	@CsvSource({ "orders.*, orders.get, true", "orders.*, orders, false", "orders.*, orders.get.all, false",
			"orders.**, orders.get.all, true", "orders.{id}, orders.7, true", "orders.{id:\\d+}, orders.x, false",
			"orders.{id:\\d+}, orders.42, true", "orders.g?t, orders.get, true", "orders/*, orders.get, false" })
	void matches(String pattern, String route, boolean expected) {
		assertThat(this.routes.isPattern(pattern)).isTrue();
		assertThat(this.routes.matches(pattern, this.routes.parse(route))).isEqualTo(expected);
	}

	@Test
	void extractsVariables() {
		assertThat(this.routes.variables("orders.{id}.{action}", "orders.7.get"))
			.isEqualTo(Map.of("id", "7", "action", "get"));
	}

	@Test
	void doesNotSpendTimeOnAbsurdRoutes() {
		String route = "a".repeat(Routes.MAX_MATCHED_LENGTH);
		assertThat(this.routes.matches("*", this.routes.parse(route))).isTrue();
		assertThat(this.routes.matches("*", this.routes.parse(route + "a"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "orders", "orders.get", "orders.*", "orders.**", "orders.{id}", "orders.{id:\\d{2,3}}",
			"orders.{id}.{line}", "orders.x-{id}" })
	void acceptsRoutesAndPatterns(String route) {
		assertThatNoException().isThrownBy(() -> this.routes.check(route));
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders.{id", "orders.id}", "orders.{}", "orders.{id}.{id}", "orders.{id:[}",
			"orders.{a.b}", "orders.{rest:.+}", "orders.{version:\\d+\\.\\d+}" })
	void rejectsPatternsThatCannotMeanWhatTheySay(String route) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.routes.check(route));
	}

	@Test
	void variableNamesMakeNoDifference() {
		assertThat(Routes.withoutVariableNames("orders.{id}.{line:\\d+}"))
			.isEqualTo(Routes.withoutVariableNames("orders.{key}.{l:\\d+}"))
			.isNotEqualTo(Routes.withoutVariableNames("orders.{id}.{line}"));
	}

	@Test
	void takesTheFirstOfSeveralRoutes() {
		assertThat(Routes.of(new MessageHeaders(Map.of(TofuHeaders.ROUTE, "a")))).isEqualTo("a");
		assertThat(Routes.of(new MessageHeaders(Map.of(TofuHeaders.ROUTE, List.of("b", "a"))))).isEqualTo("b");
		assertThat(Routes.of(new MessageHeaders(Map.of()))).isNull();
	}

}

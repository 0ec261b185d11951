package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuMessageConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Which of several listeners gets a message.
 */
class MappingTableTests {

	private final Ampe ampe = TofuEngine.start(AmpeOptions.defaults());

	private final Routes routes = new Routes();

	private final List<TofuListenerContainer> listeners = new ArrayList<>();

	private final TofuChannel channel = mock();

	@AfterEach
	void stop() {
		this.ampe.close();
	}

	@Test
	void exactRouteBeforePatternBeforeNone() {
		add("none", "");
		add("pattern", "orders.*");
		add("exact", "orders.get");
		assertThat(resolve("orders.get")).isEqualTo("exact");
		assertThat(resolve("orders.put")).isEqualTo("pattern");
		assertThat(resolve("stock.get")).isEqualTo("none");
		assertThat(resolve(null)).isEqualTo("none");
	}

	@Test
	void moreSpecificPatternFirst() {
		add("all", "orders.**");
		add("one", "orders.*");
		add("two", "orders.{id}.get");
		assertThat(resolve("orders.7")).isEqualTo("one");
		assertThat(resolve("orders.7.get")).isEqualTo("two");
		assertThat(resolve("orders.7.put")).isEqualTo("all");
	}

	@Test
	void theFirstPartThatDiffersDecidesBetweenPatterns() {
		add("variable", "orders.{id}");
		add("star", "orders.*");
		add("end", "*.get");
		add("mixed", "orders.o?");
		assertThat(resolve("orders.get")).isEqualTo("variable");
		assertThat(resolve("stock.get")).isEqualTo("end");
		assertThat(resolve("orders.o1")).isEqualTo("mixed");
	}

	@Test
	void fallsBackWhenConditionsOfTheBetterRouteFail() {
		add("exact", "orders.get", "vip");
		add("pattern", "orders.*");
		assertThat(resolve("orders.get")).isEqualTo("pattern");
		assertThat(resolve("orders.get", "vip")).isEqualTo("exact");
	}

	@Test
	void peerBeforeNoneAndBeforeConditions() {
		add("any", "a");
		add("conditions", "a", "x", "y");
		add("peer", "a", "inventory", Set.of());
		given(this.channel.peer()).willReturn("inventory");
		assertThat(resolve("a", "x", "y")).isEqualTo("peer");
		given(this.channel.peer()).willReturn(TofuChannel.SERVER);
		assertThat(resolve("a", "x", "y")).isEqualTo("conditions");
		assertThat(resolve("a")).isEqualTo("any");
	}

	@Test
	void moreConditionsFirst() {
		add("one", "a", "x");
		add("two", "a", "x", "y");
		assertThat(resolve("a", "x")).isEqualTo("one");
		assertThat(resolve("a", "x", "y")).isEqualTo("two");
	}

	@Test
	void equalFitIsATie() {
		add("one", "a", "x");
		add("other", "a", "y");
		assertThat(resolve("a", "x")).isEqualTo("one");
		assertThat(resolve("a", "x", "y")).isEqualTo("one tied with other");
		add("both", "a", "x", "y");
		assertThat(resolve("a", "x", "y")).isEqualTo("both");
	}

	@Test
	void onlyListenersOfTheOperation() {
		add("request", "a");
		MappingTable table = new MappingTable(this.routes, this.listeners);
		assertThat(table.handles(OpCode.REQUEST)).isTrue();
		assertThat(table.handles(OpCode.HELLO_REQUEST)).isFalse();
		try (Message message = message("a")) {
			assertThat(table.resolve(OpCode.SIGNAL, this.channel, message.headers()).isNone()).isTrue();
		}
	}

	private void add(String id, String route, String... conditions) {
		Set<HeaderCondition> parsed = new LinkedHashSet<>();
		for (String condition : conditions) {
			parsed.add(HeaderCondition.parse(condition));
		}
		add(id, route, "", parsed);
	}

	private void add(String id, String route, String peer, Set<HeaderCondition> conditions) {
		ListenerMapping mapping = new ListenerMapping(route, Set.of(OpCode.REQUEST), Set.of(), conditions, peer);
		Method method = ReflectionUtils.findMethod(Object.class, "toString");
		assertThat(method).isNotNull();
		ListenerDefinition definition = new ListenerDefinition(id, true, this, method, mapping, 1, Ordering.EXCHANGE,
				true, null);
		ListenerMethods methods = new ListenerMethods(new TofuMessageConverter(List.of()), Runnable::run, List.of(),
				null, null);
		ListenerMethod listenerMethod = methods.create(this, method);
		this.listeners.add(new TofuListenerContainer(id, definition, listenerMethod,
				new ListenerGate(Ordering.EXCHANGE, 1, 1, 1, 1, Runnable::run), this.routes,
				methods.exceptionHandlersOf(this), IncludeMessage.NEVER));
	}

	private String resolve(String route, String... headers) {
		try (Message message = message(route, headers)) {
			MappingTable.Resolution found = new MappingTable(this.routes, this.listeners).resolve(OpCode.REQUEST,
					this.channel, message.headers());
			assertThat(found.listener()).isNotNull();
			return found.listener().id() + ((found.rival() != null) ? " tied with " + found.rival().id() : "");
		}
	}

	private Message message(String route, String... headers) {
		Message message = this.ampe.get();
		if (route != null) {
			message.headers().add(TofuHeaders.ROUTE, route);
		}
		for (String header : headers) {
			message.headers().add(header, "1");
		}
		return message;
	}

}

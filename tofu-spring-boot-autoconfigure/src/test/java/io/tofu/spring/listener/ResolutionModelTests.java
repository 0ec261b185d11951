package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import io.tofu.spring.TofuMessageConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Random listeners and random messages: which listener gets one is what a plain model
 * says, which knows neither tables nor pattern matchers, in whatever order the listeners
 * were registered.
 */
class ResolutionModelTests {

	private static final int MESSAGES = 200;

	private static final List<String> ROUTES = List.of("", "a", "a.b", "a.b.c", "b", "*", "a.*", "*.b", "a.*.c",
			"{x}.b", "a.{x}", "**", "a.**", "{x}.{y}", "**.c", "a.**.c", "a.*.**");

	private static final List<OpCode> OPERATIONS = List.of(OpCode.REQUEST, OpCode.SIGNAL, OpCode.HELLO_REQUEST);

	private static final List<String> CONDITIONS = List.of("h", "!h", "h=1", "h!=1", "k", "k=1", "k=2");

	private static final List<String> PEERS = List.of("", "", "", "left", "right");

	private final Ampe ampe = TofuEngine.start(AmpeOptions.defaults());

	private final Routes routes = new Routes();

	@AfterEach
	void stop() {
		this.ampe.close();
	}

	static List<Long> seeds() {
		long first = Seeds.next(ResolutionModelTests.class);
		return LongStream.range(first, first + 60).boxed().toList();
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void theListenerIsTheOneOfTheModel(long seed) {
		Random random = new Random(seed);
		List<ListenerMapping> mappings = mappings(random);
		List<TofuListenerContainer> listeners = new ArrayList<>();
		mappings.forEach((mapping) -> listeners.add(listener(listeners.size(), mapping)));
		Collections.shuffle(listeners, random);
		MappingTable table = new MappingTable(this.routes, listeners);
		for (int i = 0; i < MESSAGES; i++) {
			Incoming incoming = Incoming.random(random);
			MappingTable.Resolution found = resolve(table, incoming);
			Set<ListenerMapping> actual = new LinkedHashSet<>();
			List<TofuListenerContainer> tied = new ArrayList<>();
			tied.add(found.listener());
			tied.add(found.rival());
			tied.stream().filter(Objects::nonNull).map(TofuListenerContainer::mapping).forEach(actual::add);
			Set<ListenerMapping> expected = incoming.wantedOf(mappings);
			if (expected.size() > 2) {
				// The table names two of those that are tied
				assertThat(actual).as("%s among %s", incoming, mappings).hasSize(2).isSubsetOf(expected);
			}
			else {
				assertThat(actual).as("%s among %s", incoming, mappings).isEqualTo(expected);
			}
		}
	}

	private MappingTable.Resolution resolve(MappingTable table, Incoming incoming) {
		TofuChannel channel = mock();
		given(channel.peer()).willReturn(incoming.peer());
		try (Message message = this.ampe.get()) {
			if (incoming.route() != null) {
				message.headers().add(TofuHeaders.ROUTE, incoming.route());
			}
			incoming.headers().forEach((header) -> message.headers().add(header.split("=")[0], header.split("=")[1]));
			return table.resolve(incoming.opCode(), channel, message.headers());
		}
	}

	/** Mappings that the registry would take beside each other. */
	private static List<ListenerMapping> mappings(Random random) {
		List<ListenerMapping> mappings = new ArrayList<>();
		int count = 1 + random.nextInt(12);
		for (int i = 0; i < count; i++) {
			Set<HeaderCondition> conditions = new LinkedHashSet<>();
			for (int c = random.nextInt(4); c > 1; c--) {
				conditions.add(HeaderCondition.parse(pick(CONDITIONS, random)));
			}
			Set<OpCode> operations = new LinkedHashSet<>(List.of(pick(OPERATIONS, random), pick(OPERATIONS, random)));
			ListenerMapping mapping = new ListenerMapping(pick(ROUTES, random), operations, Set.of(), conditions,
					pick(PEERS, random));
			if (mappings.stream().noneMatch(mapping::equalsInEffect)) {
				mappings.add(mapping);
			}
		}
		return mappings;
	}

	private TofuListenerContainer listener(int number, ListenerMapping mapping) {
		Method method = ReflectionUtils.findMethod(Object.class, "toString");
		assertThat(method).isNotNull();
		ListenerDefinition definition = new ListenerDefinition("l" + number, true, this, method, mapping, 1,
				Ordering.EXCHANGE, true, null);
		ListenerMethods methods = new ListenerMethods(new TofuMessageConverter(List.of()), Runnable::run, List.of(),
				null, null);
		return new TofuListenerContainer("l" + number, definition, methods.create(this, method),
				new ListenerGate(Ordering.EXCHANGE, 1, 1, 1, 1, Runnable::run), this.routes,
				methods.exceptionHandlersOf(this), IncludeMessage.NEVER);
	}

	private static <T> T pick(List<T> from, Random random) {
		return from.get(random.nextInt(from.size()));
	}

	/**
	 * A message, and the model of what should become of it.
	 */
	record Incoming(OpCode opCode, @Nullable String route, List<String> headers, String peer) {

		static Incoming random(Random random) {
			String route = pick(List.of("", "a", "b", "a.b", "b.b", "a.b.c", "a.c", "c", "c.d.e.f"), random);
			List<String> headers = new ArrayList<>();
			for (int i = random.nextInt(4); i > 0; i--) {
				headers.add(pick(List.of("h=1", "h=2", "k=1", "k=2"), random));
			}
			return new Incoming(pick(OPERATIONS, random), route.isEmpty() ? null : route, headers,
					pick(List.of("left", "right", "server"), random));
		}

		/** The best ones; more than one are tied. */
		Set<ListenerMapping> wantedOf(List<ListenerMapping> mappings) {
			List<ListenerMapping> fitting = mappings.stream().filter(this::fits).toList();
			return fitting.stream()
				.filter((mapping) -> fitting.stream().noneMatch((other) -> isBetter(other, mapping)))
				.collect(Collectors.toSet());
		}

		private boolean fits(ListenerMapping mapping) {
			return mapping.operations().contains(this.opCode)
					&& (mapping.peer().isEmpty() || mapping.peer().equals(this.peer)) && fitsRoute(mapping.route())
					&& mapping.conditions().stream().allMatch(this::meets);
		}

		private boolean fitsRoute(String pattern) {
			if (pattern.isEmpty()) {
				return true;
			}
			return this.route != null
					&& fitsParts(List.of(pattern.split("\\.")), new ArrayList<>(List.of(this.route.split("\\."))));
		}

		private static boolean fitsParts(List<String> pattern, List<String> parts) {
			if (pattern.isEmpty()) {
				return parts.isEmpty();
			}
			List<String> rest = pattern.subList(1, pattern.size());
			if (pattern.get(0).equals("**")) {
				return fitsParts(rest, parts)
						|| (!parts.isEmpty() && fitsParts(pattern, parts.subList(1, parts.size())));
			}
			boolean any = pattern.get(0).equals("*") || pattern.get(0).startsWith("{");
			return !parts.isEmpty() && (any || pattern.get(0).equals(parts.get(0)))
					&& fitsParts(rest, parts.subList(1, parts.size()));
		}

		private boolean meets(HeaderCondition condition) {
			boolean there = (condition.value() == null)
					? this.headers.stream().anyMatch((header) -> header.startsWith(condition.name() + "="))
					: this.headers.contains(condition.name() + "=" + condition.value());
			return there != condition.negated();
		}

		/** The route decides, then the peer, then the conditions. */
		private static boolean isBetter(ListenerMapping one, ListenerMapping other) {
			int byRoute = rank(one.route()).compareTo(rank(other.route()));
			if (byRoute != 0) {
				return byRoute < 0;
			}
			if (one.peer().isEmpty() != other.peer().isEmpty()) {
				return !one.peer().isEmpty();
			}
			return one.conditions().size() > other.conditions().size();
		}

		/** Smaller is better, part by part. */
		private static String rank(String route) {
			if (route.isEmpty()) {
				return "none";
			}
			if (!route.contains("*") && !route.contains("{")) {
				return "exact";
			}
			StringBuilder rank = new StringBuilder("from the left: ");
			for (String part : route.split("\\.")) {
				rank.append(part.equals("**") ? 'f' : part.equals("*") ? 'd' : part.startsWith("{") ? 'c' : 'a');
			}
			return rank.append('e').toString();
		}

	}

}

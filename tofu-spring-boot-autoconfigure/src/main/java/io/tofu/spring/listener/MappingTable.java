package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.TextHeaders;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.util.RouteMatcher.Route;

/**
 * Finds the listener of a message: exact route before pattern before none, the more
 * specific pattern first, then a peer before none, then more header conditions. Immutable
 * and thread-safe; cheap enough for the receive thread.
 */
final class MappingTable {

	private static final Comparator<ListenerMapping> PATTERN_SPECIFICITY = Comparator
		.comparing(ListenerMapping::route, new PatternOrder())
		.thenComparing(ListenerMapping.SPECIFICITY);

	private final Routes routes;

	private final Map<OpCode, Candidates> operations = new EnumMap<>(OpCode.class);

	private final Map<AmpeStatus, Candidates> notices = new EnumMap<>(AmpeStatus.class);

	MappingTable(Routes routes, Collection<TofuListenerContainer> listeners) {
		this.routes = routes;
		for (TofuListenerContainer listener : listeners) {
			for (OpCode opCode : listener.mapping().operations()) {
				this.operations.computeIfAbsent(opCode, (key) -> new Candidates()).add(listener);
			}
			for (AmpeStatus status : listener.mapping().statuses()) {
				this.notices.computeIfAbsent(status, (key) -> new Candidates()).add(listener);
			}
		}
	}

	boolean handles(OpCode opCode) {
		return this.operations.containsKey(opCode);
	}

	Resolution resolve(OpCode opCode, TofuChannel channel, TextHeaders headers) {
		Candidates candidates = this.operations.get(opCode);
		return (candidates != null) ? candidates.resolve(channel, headers) : Resolution.NONE;
	}

	Resolution resolve(AmpeStatus status, @Nullable TofuChannel channel, TextHeaders headers) {
		Candidates candidates = this.notices.get(status);
		return (candidates != null) ? candidates.resolve(channel, headers) : Resolution.NONE;
	}

	/**
	 * What was found.
	 *
	 * @param listener the listener, null if there is none
	 * @param rival another one that fits as well: neither may be called
	 */
	record Resolution(@Nullable TofuListenerContainer listener, @Nullable TofuListenerContainer rival) {

		static final Resolution NONE = new Resolution(null, null);

		boolean isNone() {
			return this.listener == null;
		}

	}

	/** The listeners of one operation. */
	private final class Candidates {

		private final Map<String, List<TofuListenerContainer>> exact = new HashMap<>();

		private final List<TofuListenerContainer> patterns = new ArrayList<>();

		private final List<TofuListenerContainer> others = new ArrayList<>();

		void add(TofuListenerContainer listener) {
			String route = listener.mapping().route();
			if (route.isEmpty()) {
				this.others.add(listener);
			}
			else if (MappingTable.this.routes.isPattern(route)) {
				this.patterns.add(listener);
			}
			else {
				this.exact.computeIfAbsent(route, (key) -> new ArrayList<>(1)).add(listener);
			}
		}

		Resolution resolve(@Nullable TofuChannel channel, TextHeaders headers) {
			String route = headers.first(TofuHeaders.ROUTE);
			Resolution found = Resolution.NONE;
			if (route != null) {
				found = best(this.exact.getOrDefault(route, List.of()), channel, headers, ListenerMapping.SPECIFICITY);
				if (found.isNone() && !this.patterns.isEmpty()) {
					found = bestPattern(MappingTable.this.routes.parse(route), channel, headers);
				}
			}
			return found.isNone() ? best(this.others, channel, headers, ListenerMapping.SPECIFICITY) : found;
		}

		private Resolution bestPattern(Route route, @Nullable TofuChannel channel, TextHeaders headers) {
			List<TofuListenerContainer> matching = new ArrayList<>(2);
			for (TofuListenerContainer listener : this.patterns) {
				if (MappingTable.this.routes.matches(listener.mapping().route(), route)) {
					matching.add(listener);
				}
			}
			if (matching.isEmpty()) {
				return Resolution.NONE;
			}
			return best(matching, channel, headers, PATTERN_SPECIFICITY);
		}

		private static Resolution best(List<TofuListenerContainer> candidates, @Nullable TofuChannel channel,
				TextHeaders headers, Comparator<ListenerMapping> order) {
			TofuListenerContainer best = null;
			TofuListenerContainer rival = null;
			for (TofuListenerContainer candidate : candidates) {
				if (!candidate.mapping().accepts(channel, headers)) {
					continue;
				}
				int compared = (best != null) ? order.compare(candidate.mapping(), best.mapping()) : -1;
				if (compared < 0) {
					best = candidate;
					rival = null;
				}
				else if (compared == 0) {
					rival = candidate;
				}
			}
			return (best != null) ? new Resolution(best, rival) : Resolution.NONE;
		}

	}

}

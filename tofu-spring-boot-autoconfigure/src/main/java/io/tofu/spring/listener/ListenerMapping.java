package io.tofu.spring.listener;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;

import io.tofu.OpCode;
import io.tofu.TextHeaders;
import io.tofu.spring.TofuChannel;

/**
 * Which messages a listener is for.
 *
 * @param route a route or a pattern, empty for what no other listener handles
 * @param operations the operations handled
 * @param conditions what the text headers must fulfil
 * @param peer the peer it must come from, empty for any
 */
record ListenerMapping(String route, Set<OpCode> operations, Set<HeaderCondition> conditions, String peer) {

	/** Of two mappings of equally specific routes the one to be asked first. */
	static final Comparator<ListenerMapping> SPECIFICITY = Comparator
		.comparing((ListenerMapping mapping) -> mapping.peer().isEmpty())
		.thenComparingInt((mapping) -> -mapping.conditions().size());

	ListenerMapping {
		operations = Set.copyOf(operations);
		conditions = Set.copyOf(conditions);
	}

	boolean accepts(TofuChannel channel, TextHeaders headers) {
		if (!this.peer.isEmpty() && !this.peer.equals(channel.peer())) {
			return false;
		}
		for (HeaderCondition condition : this.conditions) {
			if (!condition.isMetBy(headers)) {
				return false;
			}
		}
		return true;
	}

	/** Whether every message of some operation that one accepts the other does, too. */
	boolean equalsInEffect(ListenerMapping other) {
		return Routes.withoutVariableNames(this.route).equals(Routes.withoutVariableNames(other.route))
				&& this.peer.equals(other.peer) && this.conditions.equals(other.conditions)
				&& !Collections.disjoint(this.operations, other.operations);
	}

	@Override
	public String toString() {
		return (this.route.isEmpty() ? "no route" : "route '" + this.route + "'") + ", op " + this.operations
				+ (this.conditions.isEmpty() ? "" : ", headers " + this.conditions)
				+ (this.peer.isEmpty() ? "" : ", peer '" + this.peer + "'");
	}

}

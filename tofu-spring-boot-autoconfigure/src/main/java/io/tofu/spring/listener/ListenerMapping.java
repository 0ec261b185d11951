package io.tofu.spring.listener;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import io.tofu.TextHeaders;
import io.tofu.spring.TofuChannel;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a listener is for.
 *
 * @param route a route or a pattern, empty for what no other listener handles
 * @param operations the operations handled, none if notices are
 * @param statuses the statuses of the engine's notices handled, none if operations are
 * @param conditions what the text headers must fulfil
 * @param peer the peer it must come from, empty for any
 */
record ListenerMapping(String route, Set<OpCode> operations, Set<AmpeStatus> statuses, Set<HeaderCondition> conditions,
		String peer) {

	/** Of two mappings of equally specific routes the one to be asked first. */
	static final Comparator<ListenerMapping> SPECIFICITY = Comparator
		.comparing((ListenerMapping mapping) -> mapping.peer().isEmpty())
		.thenComparingInt((mapping) -> -mapping.conditions().size());

	ListenerMapping {
		operations = Set.copyOf(operations);
		statuses = Set.copyOf(statuses);
		conditions = Set.copyOf(conditions);
	}

	boolean accepts(@Nullable TofuChannel channel, TextHeaders headers) {
		if (!this.peer.isEmpty() && (channel == null || !this.peer.equals(channel.peer()))) {
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
				&& !(Collections.disjoint(this.operations, other.operations)
						&& Collections.disjoint(this.statuses, other.statuses));
	}

	@Override
	public String toString() {
		return (this.route.isEmpty() ? "no route" : "route '" + this.route + "'") + what()
				+ (this.conditions.isEmpty() ? "" : ", headers " + this.conditions)
				+ (this.peer.isEmpty() ? "" : ", peer '" + this.peer + "'");
	}

	private String what() {
		return this.statuses.isEmpty() ? ", op " + this.operations : ", status " + this.statuses;
	}

}

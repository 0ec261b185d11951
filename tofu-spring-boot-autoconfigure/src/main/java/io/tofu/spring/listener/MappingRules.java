package io.tofu.spring.listener;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a mapping, in this application or beside other mappings: it can
 * never apply, or nobody could tell which of two is meant.
 */
final class MappingRules {

	private final Set<String> peers;

	/**
	 * Rules for an application.
	 * @param peers the names a listener may be tied to
	 */
	MappingRules(Set<String> peers) {
		this.peers = Set.copyOf(peers);
	}

	/**
	 * Checks a listener.
	 * @throws TofuListenerConfigurationException if it cannot work
	 */
	void check(ListenerDefinition definition, Collection<TofuListenerContainer> others) {
		checkPeer(definition);
		checkHello(definition);
		checkConditions(definition);
		others.forEach((other) -> checkDifferent(definition, other.definition()));
	}

	private void checkPeer(ListenerDefinition definition) {
		String peer = definition.mapping().peer();
		if (peer.isEmpty() || this.peers.contains(peer)) {
			return;
		}
		if (peer.equals(TofuChannel.SERVER)) {
			throw new TofuListenerConfigurationException("The listener method " + definition.methodName()
					+ " is for the peer 'server', those who connect to this application, but it does not listen",
					"Set tofu.server.address, or take peer = \"server\" away.");
		}
		throw new TofuListenerConfigurationException(
				"The listener method " + definition.methodName() + " is for the peer '" + peer
						+ "', but the peers of this application are " + new TreeSet<>(this.peers),
				"Set tofu.peer." + peer + ".address, or change the peer.");
	}

	private static void checkHello(ListenerDefinition definition) {
		String peer = definition.mapping().peer();
		boolean onlyHello = definition.mapping().operations().equals(Set.of(OpCode.HELLO_REQUEST));
		if (onlyHello && !peer.isEmpty() && !peer.equals(TofuChannel.SERVER)) {
			throw impossible(definition, "this application connects to '" + peer + "', which never says Hello to it",
					"Take peer = \"" + peer + "\" away, or listen to TofuPeerConnectedEvent.");
		}
	}

	private static void checkConditions(ListenerDefinition definition) {
		Set<HeaderCondition> conditions = definition.mapping().conditions();
		for (HeaderCondition condition : conditions) {
			HeaderCondition contrary = contraryTo(condition, conditions);
			if (contrary != null) {
				throw impossible(definition, "no message has both '" + condition + "' and '" + contrary + "'",
						"Take one of the two header conditions away.");
			}
		}
	}

	/** A condition that never holds where the one that demands something does. */
	private static @Nullable HeaderCondition contraryTo(HeaderCondition demand, Set<HeaderCondition> conditions) {
		if (demand.negated()) {
			return null;
		}
		HeaderCondition absent = new HeaderCondition(demand.name(), null, true);
		HeaderCondition otherwise = new HeaderCondition(demand.name(), demand.value(), true);
		if (conditions.contains(absent)) {
			return absent;
		}
		return conditions.contains(otherwise) ? otherwise : null;
	}

	private static void checkDifferent(ListenerDefinition definition, ListenerDefinition other) {
		if (definition.mapping().equalsInEffect(other.mapping())) {
			throw new TofuListenerConfigurationException(
					"The listener methods " + other.methodName() + " and " + definition.methodName()
							+ " are for the same messages: " + other.mapping() + " and " + definition.mapping(),
					"Change the route, the operations, the header conditions or the peer of one of them.");
		}
	}

	private static TofuListenerConfigurationException impossible(ListenerDefinition definition, String why,
			String action) {
		return new TofuListenerConfigurationException(
				"The listener method " + definition.methodName() + " would never be called: " + why, action);
	}

}

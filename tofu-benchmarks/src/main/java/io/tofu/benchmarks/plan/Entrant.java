package io.tofu.benchmarks.plan;

import java.util.ArrayList;
import java.util.List;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Endpoint.Transport;

/**
 * One contender on one transport: what is measured.
 *
 * @param contender the contender
 * @param transport the transport
 */
public record Entrant(Contenders contender, Transport transport) {

	private static final String ALL = "all";

	/**
	 * Reads who is to take part, in the contenders' own order.
	 * @param names names, or {@code name/tcp} and {@code name/uds}, with commas; or all
	 * @return the entrants
	 */
	public static List<Entrant> select(String names) {
		List<String> wanted = List.of(names.split(",", -1));
		wanted.stream()
			.map((name) -> name.replaceFirst("/.*", ""))
			.filter((name) -> !name.equals(ALL))
			.forEach(Contenders::named);
		List<Entrant> selected = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			for (Contenders contender : Contenders.values()) {
				Entrant entrant = new Entrant(contender, transport);
				if (contender.has(transport) && (wanted.contains(ALL) || wanted.contains(contender.label())
						|| wanted.contains(entrant.toString()) || wanted.contains(ALL + "/" + transport))) {
					selected.add(entrant);
				}
			}
		}
		if (selected.isEmpty()) {
			throw new IllegalArgumentException("nobody takes part: " + names);
		}
		return selected;
	}

	/**
	 * The inverse of {@link #toString()}.
	 * @param text {@code name/transport}
	 * @return the entrant
	 */
	public static Entrant parse(String text) {
		String[] parts = text.split("/", -1);
		return new Entrant(Contenders.named(parts[0]), Transport.of(parts[1]));
	}

	/**
	 * The same transport's other entrant.
	 * @param other its contender
	 * @return that entrant
	 */
	public Entrant rival(Contenders other) {
		return new Entrant(other, this.transport);
	}

	@Override
	public String toString() {
		return this.contender.label() + "/" + this.transport;
	}

}

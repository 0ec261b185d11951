package io.tofu.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens in one sequence, and how much room there is for it.
 */
record Script(Engines.Room home, Engines.Room guest, Medium medium, List<Step> steps) {

	/** The script that follows from a seed. */
	static Script random(long seed, Medium medium) {
		return new Author(new Random(seed)).write(medium);
	}

	Script without(int from, int count) {
		List<Step> fewer = new ArrayList<>(this.steps);
		fewer.subList(from, Math.min(from + count, fewer.size())).clear();
		return new Script(this.home, this.guest, this.medium, fewer);
	}

	@Override
	public String toString() {
		return this.medium + ", home " + this.home + ", guest " + this.guest
				+ this.steps.stream().map((step) -> "\n  " + step).collect(Collectors.joining());
	}

}

package io.tofu.sample.spooler;

import java.time.Instant;
import java.util.Set;

/**
 * A worker as browsers see it.
 *
 * @param id its number
 * @param name its name
 * @param types the types of documents that it takes
 * @param jobsAtOnce how many jobs it takes at a time
 * @param busy how many it has
 * @param leaving whether it takes nothing new
 * @param finished how many it has had
 * @param address where it is
 * @param since since when it is connected
 */
record WorkerView(String id, String name, Set<String> types, int jobsAtOnce, int busy, boolean leaving, int finished,
		String address, Instant since) {
}

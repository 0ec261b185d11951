package io.tofu.benchmarks.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Workload.Kind;

/** All workloads there are, in the order in which they run. */
public final class Workloads {

	/** The beginning of the names of the run over the number of channels. */
	public static final String SCALE = "scale-";

	private static final String ALL = "all";

	private static final int SMALL = 64;

	private static final int LARGE = 32 << 10;

	/** Not everyone holds a fast sender back: so much at most before the barrier. */
	private static final int ONE_WAY_MESSAGES = 50_000;

	private static final int ONE_WAY_BYTES = 32 << 20;

	private static final int IDLE_CONNECTIONS = 1000;

	private static final Map<String, Integer> BODIES = bodies();

	/** Requests in flight on each connection, connections. */
	private static final int[][] SHAPES = { { 64, 1 }, { 256, 1 }, { 16, 16 }, { 1, 2000 } };

	/** Calls in flight. */
	private static final int[] CALLS = { 1, 64 };

	private static final int GIGABYTE = 1 << 30;

	/** The JSON of an element has 100 bytes then. */
	private static final int TEXT_OF_ELEMENT = 54;

	private static final int ELEMENTS = 20_000;

	private static final int[] SCALES = { 10, 100, 1000, 2000, 5000, 10_000 };

	private static final Set<Contenders> SCALED = EnumSet.of(Contenders.RAW_NIO, Contenders.TOFU,
			Contenders.NETTY_EPOLL);

	private static final Set<Contenders> UPLOADING = EnumSet.of(Contenders.RAW_BLOCKING, Contenders.SPRING_TOFU);

	private static final List<Workload> WORKLOADS = workloads();

	private Workloads() {
	}

	private static Map<String, Integer> bodies() {
		Map<String, Integer> bodies = new LinkedHashMap<>();
		bodies.put("64", SMALL);
		bodies.put("1k", 1 << 10);
		bodies.put("32k", LARGE);
		return bodies;
	}

	private static List<Workload> workloads() {
		List<Workload> workloads = new ArrayList<>();
		BODIES.forEach((name, body) -> workloads.add(new Workload("ping-" + name, Kind.PING, 1, 1, body)));
		BODIES.forEach((name, body) -> {
			for (int[] shape : SHAPES) {
				workloads.add(stream("stream-" + name, shape[0], shape[1], body));
			}
		});
		workloads.add(stream("stream-64", 1, 10_000, SMALL));
		BODIES.forEach((name, body) -> workloads.add(new Workload("oneway-" + name, Kind.ONE_WAY, 1,
				Math.min(ONE_WAY_MESSAGES, ONE_WAY_BYTES / body), body)));
		workloads.add(new Workload("call", Kind.CALL, 1, 1, SMALL));
		for (int window : CALLS) {
			workloads.add(new Workload("calls-w" + window, Kind.CALLS, 1, window, SMALL));
		}
		workloads.add(new Workload("upload-1g", Kind.UPLOAD, 1, GIGABYTE / LARGE, LARGE));
		workloads.add(new Workload("elements-100", Kind.ELEMENTS, 1, ELEMENTS, TEXT_OF_ELEMENT));
		workloads.add(new Workload("connect", Kind.CONNECT, 1, 1, SMALL));
		workloads.add(new Workload("idle", Kind.IDLE, IDLE_CONNECTIONS, 1, SMALL));
		for (int connections : SCALES) {
			workloads.add(new Workload(SCALE + connections, Kind.STREAM, connections, 1, SMALL));
		}
		return List.copyOf(workloads);
	}

	private static Workload stream(String prefix, int window, int connections, int body) {
		return new Workload(prefix + "-w" + window + "c" + connections, Kind.STREAM, connections, window, body);
	}

	/**
	 * Reads which are to run.
	 * @param names names or beginnings of names with commas, a dot behind a name for
	 * exactly that one; or all
	 * @return the workloads, in their own order
	 */
	public static List<Workload> select(String names) {
		Set<Workload> selected = new LinkedHashSet<>();
		for (String name : names.split(",", -1)) {
			List<Workload> found = WORKLOADS.stream().filter((workload) -> matches(workload.name(), name)).toList();
			if (found.isEmpty()) {
				throw new IllegalArgumentException("no workload " + name);
			}
			selected.addAll(found);
		}
		return WORKLOADS.stream().filter(selected::contains).toList();
	}

	private static boolean matches(String name, String wanted) {
		return wanted.equals(ALL) || (wanted.endsWith(".") ? (name + ".").equals(wanted) : name.startsWith(wanted));
	}

	/**
	 * Whether somebody takes part in a workload: Spring applications in calls and
	 * streams, everyone else in the rest, but of the number of channels a picture is
	 * drawn that has room for a few. An upload is for the starter and plain sockets.
	 * @param workload the workload
	 * @param entrant somebody
	 * @return whether it is to run
	 */
	public static boolean takesPart(Workload workload, Entrant entrant) {
		if (workload.kind() == Kind.UPLOAD) {
			return UPLOADING.contains(entrant.contender());
		}
		if (workload.isForApplications() || entrant.contender().isApplication()) {
			return workload.isForApplications() && entrant.contender().isApplication();
		}
		return !workload.name().startsWith(SCALE)
				|| (entrant.transport() == Transport.TCP && SCALED.contains(entrant.contender()));
	}

	/**
	 * The workload of that name.
	 * @param name its whole name
	 * @return the workload
	 */
	public static Workload named(String name) {
		return select(name + ".").get(0);
	}

}

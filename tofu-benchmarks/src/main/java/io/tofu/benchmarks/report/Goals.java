package io.tofu.benchmarks.report;

import java.util.EnumMap;
import java.util.Map;

import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Workload;
import io.tofu.benchmarks.plan.Workload.Kind;
import io.tofu.benchmarks.plan.Workloads;
import org.jspecify.annotations.Nullable;

/** What the engine shall reach, always in relation to rivals measured in the same run. */
final class Goals {

	/** Of the faster plain Java's rate, over TCP. */
	private static final Map<String, Double> OF_RAW = Map.of("ping-64", 0.90, "stream-64-w64c1", 0.68,
			"stream-64-w256c1", 0.50, "stream-64-w16c16", 0.65, "stream-64-w1c2000", 0.90, "oneway-64", 0.25);

	private static final String MANY_CHANNELS = "stream-64-w1c2000";

	private static final String MOST_CHANNELS = "stream-64-w1c10000";

	/** What five times as many channels may cost. */
	private static final double MOST_OF_MANY = 0.90;

	private static final double ONE_WAY_OF_NETTY = 1.5;

	private static final double OF_FRAMEWORKS = 1.5;

	private static final double OF_FRAMEWORKS_BUSY = 2.0;

	/** With many calls in flight, of the faster of Spring's others. */
	private static final double OF_SPRING_BUSY = 2.0;

	private static final double UPLOAD_OF_RAW = 0.6;

	private static final int BUSY_WINDOW = 16;

	private static final int BUSY_CONNECTIONS = 16;

	private static final int SMALL_BODY = 64;

	private static final int MEDIUM_BODY = 1 << 10;

	private static final double CPU_OF_RAW = 1.5;

	private static final double ALLOCATION = 160;

	private static final double TAIL_OF_RAW = 2.0;

	private static final double CPU_IDLE = 0.2;

	private static final double SWITCHES_IDLE = 50;

	private static final double HEAP_IDLE = 1024;

	/** For a server with idle connections. */
	static final Map<Metric, Goal> IDLE = idle();

	private Goals() {
	}

	private static Map<Metric, Goal> idle() {
		Map<Metric, Goal> goals = new EnumMap<>(Metric.class);
		goals.put(Metric.IDLE_HEAP, Goal.atMost(HEAP_IDLE));
		goals.put(Metric.IDLE_CPU, Goal.atMost(CPU_IDLE));
		goals.put(Metric.IDLE_SWITCHES, Goal.atMost(SWITCHES_IDLE));
		goals.put(Metric.AWAY_CPU, Goal.atMost(CPU_IDLE));
		goals.put(Metric.AWAY_SWITCHES, Goal.atMost(SWITCHES_IDLE));
		return goals;
	}

	/** The goal for a relation, or null if there is none. */
	static @Nullable Goal of(Relation relation, Results results, Workload workload, Transport transport) {
		if (workload.kind() == Kind.UPLOAD) {
			return (relation == Relation.RAW) ? Goal.atLeast(UPLOAD_OF_RAW) : null;
		}
		if (workload.isForApplications()) {
			return (relation == Relation.RSOCKET || relation == Relation.GRPC) ? ofSpring(workload) : null;
		}
		if (!workload.isEcho() && workload.kind() != Kind.ONE_WAY) {
			return null;
		}
		return switch (relation) {
			case RAW -> ofRaw(results, workload, transport);
			case NETTY -> ofNetty(workload, transport);
			case RSOCKET, GRPC -> Goal.atLeast(isBusy(workload) ? OF_FRAMEWORKS_BUSY : OF_FRAMEWORKS);
			case CPU -> Goal.atMost(CPU_OF_RAW);
			case ALLOCATION -> workload.isEcho() ? Goal.atMost(ALLOCATION) : null;
			case TAIL -> (workload.kind() == Kind.PING) ? Goal.atMost(TAIL_OF_RAW) : null;
		};
	}

	private static @Nullable Goal ofRaw(Results results, Workload workload, Transport transport) {
		if (transport != Transport.TCP) {
			return null;
		}
		if (workload.name().equals(MOST_CHANNELS)) {
			double many = Relation.RAW.of(results, Workloads.named(MANY_CHANNELS), transport);
			return Double.isNaN(many) ? null : Goal.atLeast(MOST_OF_MANY * many);
		}
		Double bound = OF_RAW.get(workload.name());
		return (bound != null) ? Goal.atLeast(bound) : null;
	}

	private static @Nullable Goal ofNetty(Workload workload, Transport transport) {
		if (workload.bodyLength() > SMALL_BODY) {
			return Goal.atLeast(1);
		}
		if (transport != Transport.TCP) {
			return null;
		}
		return switch (workload.kind()) {
			case PING -> Goal.atLeast(1);
			case ONE_WAY -> Goal.atLeast(ONE_WAY_OF_NETTY);
			default -> null;
		};
	}

	private static Goal ofSpring(Workload workload) {
		return Goal.atLeast((workload.isCall() && workload.window() > 1) ? OF_SPRING_BUSY : 1);
	}

	private static boolean isBusy(Workload workload) {
		return workload.kind() == Kind.STREAM && workload.window() >= BUSY_WINDOW
				&& workload.connections() <= BUSY_CONNECTIONS && workload.bodyLength() <= MEDIUM_BODY;
	}

}

package io.tofu.benchmarks.report;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workload;

/** A figure of the engine's that there are goals for, set in relation to a rival's. */
enum Relation {

	/** Its rate to that of the faster plain Java. */
	RAW("rate / raw Java") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return results.ratioToRaw(workload, new Entrant(of(workload), transport));
		}

	},

	/** Its rate to that of the faster Netty. */
	NETTY("rate / Netty") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return rateTo(results, workload, transport, Contenders.NETTY_EPOLL, Contenders.NETTY_NIO);
		}

	},

	/** Its rate to RSocket's. */
	RSOCKET("rate / RSocket") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return rateTo(results, workload, transport,
					workload.isForApplications() ? Contenders.SPRING_RSOCKET : Contenders.RSOCKET);
		}

	},

	/** Its rate to gRPC's. */
	GRPC("rate / gRPC") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return rateTo(results, workload, transport,
					workload.isForApplications() ? Contenders.SPRING_GRPC : Contenders.GRPC);
		}

	},

	/** CPU time of both sides for an operation to that of plain NIO. */
	CPU("CPU / raw NIO") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return cpu(results, workload, of(workload), transport)
					/ cpu(results, workload, Contenders.RAW_NIO, transport);
		}

	},

	/** Bytes allocated for an operation, of the side that allocates more. */
	ALLOCATION("B/op, more of the sides") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return Math.max(results.median(workload, of(workload), transport, Metric.CLIENT_ALLOCATION),
					results.median(workload, of(workload), transport, Metric.SERVER_ALLOCATION));
		}

	},

	/** Latency of one operation in a thousand to that of plain NIO. */
	TAIL("p99.9 / raw NIO") {

		@Override
		double of(Results results, Workload workload, Transport transport) {
			return results.median(workload, Contenders.TOFU, transport, Metric.P999)
					/ results.median(workload, Contenders.RAW_NIO, transport, Metric.P999);
		}

	};

	private final String title;

	Relation(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/** Not a number if something of it was not measured. */
	abstract double of(Results results, Workload workload, Transport transport);

	/** Whom the figures are of. */
	static Contenders of(Workload workload) {
		return workload.isForApplications() ? Contenders.SPRING_TOFU : Contenders.TOFU;
	}

	private static double rateTo(Results results, Workload workload, Transport transport, Contenders... rivals) {
		return results.median(workload, of(workload), transport, Metric.RATE)
				/ results.fastest(workload, transport, rivals);
	}

	private static double cpu(Results results, Workload workload, Contenders contender, Transport transport) {
		return results.median(workload, contender, transport, Metric.CLIENT_CPU)
				+ results.median(workload, contender, transport, Metric.SERVER_CPU);
	}

}

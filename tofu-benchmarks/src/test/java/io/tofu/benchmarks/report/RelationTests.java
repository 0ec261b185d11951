package io.tofu.benchmarks.report;

import java.util.Map;

import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Workloads;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of how the engine's figures are set in relation, and of the goals for them.
 */
class RelationTests {

	private final Example example = new Example();

	@Test
	void medianOfTurnsToTheFasterPlainJava() {
		this.example.turn("ping-64", "raw-blocking/tcp", 900)
			.turn("ping-64", "raw-blocking/tcp", 1000)
			.turn("ping-64", "raw-blocking/tcp", 1_000_000)
			.turn("ping-64", "raw-nio/tcp", 800)
			.turn("ping-64", "raw-nio/uds", 5000)
			.turn("ping-64", "tofu/tcp", 900);
		assertThat(value(Relation.RAW, "ping-64")).isEqualTo(0.9, within(1e-9));
	}

	@Test
	void rateToTheFasterNetty() {
		this.example.turn("ping-1k", "netty-nio/tcp", 300)
			.turn("ping-1k", "netty-epoll/tcp", 400)
			.turn("ping-1k", "tofu/tcp", 300);
		assertThat(value(Relation.NETTY, "ping-1k")).isEqualTo(0.75);
		assertThat(verdict(Relation.NETTY, "ping-1k")).isEqualTo("0.75 ≥ 1.00 ✗ missed");
	}

	@Test
	void processorTimeOfBothSides() {
		this.example.turn("stream-64-w64c1", "raw-nio/tcp", Map.of(Metric.CLIENT_CPU, 1.0, Metric.SERVER_CPU, 1.0))
			.turn("stream-64-w64c1", "tofu/tcp", Map.of(Metric.CLIENT_CPU, 2.0, Metric.SERVER_CPU, 0.5));
		assertThat(value(Relation.CPU, "stream-64-w64c1")).isEqualTo(1.25);
		assertThat(verdict(Relation.CPU, "stream-64-w64c1")).isEqualTo("1.25 ≤ 1.50 ✓");
	}

	@Test
	void allocationOfTheSideThatAllocatesMore() {
		this.example.turn("ping-64", "tofu/tcp",
				Map.of(Metric.CLIENT_ALLOCATION, 150.0, Metric.SERVER_ALLOCATION, 170.0));
		assertThat(verdict(Relation.ALLOCATION, "ping-64")).isEqualTo("170 ≤ 160 ✗ missed");
	}

	@Test
	void whatWasNotMeasuredIsNoNumber() {
		assertThat(Relation.values()).allSatisfy((relation) -> assertThat(value(relation, "ping-64")).isNaN());
	}

	@Test
	void tenThousandChannelsAreMeasuredByTwoThousand() {
		this.example.turn("stream-64-w1c2000", "raw-nio/tcp", 100)
			.turn("stream-64-w1c2000", "tofu/tcp", 50)
			.turn("stream-64-w1c10000", "raw-nio/tcp", 100)
			.turn("stream-64-w1c10000", "tofu/tcp", 46);
		assertThat(verdict(Relation.RAW, "stream-64-w1c10000")).isEqualTo("0.46 ≥ 0.45 ✓");
	}

	@Test
	void frameworksAreToBeLeftFurtherBehindUnderLoad() {
		assertThat(bound(Relation.GRPC, "stream-1k-w16c16")).isEqualTo(2);
		assertThat(bound(Relation.GRPC, "stream-32k-w16c16")).isEqualTo(1.5);
		assertThat(bound(Relation.RSOCKET, "stream-64-w1c2000")).isEqualTo(1.5);
		assertThat(bound(Relation.RSOCKET, "oneway-64")).isEqualTo(1.5);
	}

	@Test
	void connectingHasNoGoal() {
		assertThat(Goals.of(Relation.GRPC, this.example.results, Workloads.named("connect"), Transport.TCP)).isNull();
	}

	private double value(Relation relation, String workload) {
		return relation.of(this.example.results, Workloads.named(workload), Transport.TCP);
	}

	private double bound(Relation relation, String workload) {
		return goal(relation, workload).bound();
	}

	private String verdict(Relation relation, String workload) {
		return goal(relation, workload).verdict(value(relation, workload));
	}

	private Goal goal(Relation relation, String workload) {
		Goal goal = Goals.of(relation, this.example.results, Workloads.named(workload), Transport.TCP);
		assertThat(goal).isNotNull();
		return goal;
	}

}

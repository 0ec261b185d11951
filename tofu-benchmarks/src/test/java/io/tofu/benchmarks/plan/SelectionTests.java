package io.tofu.benchmarks.plan;

import java.util.stream.Stream;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Endpoint.Transport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of how contenders and workloads are chosen.
 */
class SelectionTests {

	private static final Entrant TOFU_UDS = new Entrant(Contenders.TOFU, Transport.UDS);

	@Test
	void aNameMeansEveryTransportThereIs() {
		assertThat(Entrant.select("jeromq")).extracting(Entrant::toString).containsExactly("jeromq/tcp");
		assertThat(Entrant.select("tofu,raw-nio/uds")).extracting(Entrant::toString)
			.containsExactly("tofu/tcp", "raw-nio/uds", "tofu/uds");
		assertThat(Entrant.select("all/uds")).contains(TOFU_UDS)
			.allMatch((entrant) -> entrant.transport() == Transport.UDS);
	}

	@Test
	void entrantsAreReadAsTheyAreWritten() {
		assertThat(Entrant.select("all"))
			.allSatisfy((entrant) -> assertThat(Entrant.parse(entrant.toString())).isEqualTo(entrant));
	}

	@Test
	void aBeginningMeansAllWorkloadsWithIt() {
		assertThat(Workloads.select("ping")).extracting(Workload::name)
			.containsExactly("ping-64", "ping-1k", "ping-32k");
		assertThat(Workloads.select("stream-64-w1c2000.,scale-10.")).extracting(Workload::name)
			.containsExactly("stream-64-w1c2000", "scale-10");
	}

	@Test
	void workloadsAreFoundByName() {
		assertThat(Workloads.select("all"))
			.allSatisfy((workload) -> assertThat(Workloads.named(workload.name())).isEqualTo(workload));
	}

	@Test
	void onlyAFewTakePartInTheRunOverChannels() {
		assertThat(Workloads.takesPart(Workloads.named("scale-10"), TOFU_UDS)).isFalse();
		assertThat(Workloads.takesPart(Workloads.named("scale-10"), new Entrant(Contenders.TOFU, Transport.TCP)))
			.isTrue();
		assertThat(Workloads.takesPart(Workloads.named("ping-64"), TOFU_UDS)).isTrue();
	}

	@Test
	void applicationsDoWhatIsForApplicationsAndNothingElse() {
		Entrant application = new Entrant(Contenders.SPRING_TOFU, Transport.TCP);
		assertThat(Workloads.select("all"))
			.allSatisfy((workload) -> assertThat(Workloads.takesPart(workload, application))
				.isEqualTo(Stream.of("call", "elements", "upload").anyMatch(workload.name()::startsWith)));
		assertThat(Workloads.takesPart(Workloads.named("calls-w64"), TOFU_UDS)).isFalse();
	}

	@Test
	void unknownNamesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Entrant.select("nobody"));
		assertThatIllegalArgumentException().isThrownBy(() -> Entrant.select("jeromq/uds"));
		assertThatIllegalArgumentException().isThrownBy(() -> Workloads.select("nothing"));
	}

}

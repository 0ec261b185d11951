package io.tofu.benchmarks.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.report.Metric;
import io.tofu.benchmarks.report.Results;
import io.tofu.benchmarks.report.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of a whole run with processes of its own, short enough to say nothing.
 */
@EnabledOnOs(OS.LINUX)
class ComparisonTests {

	private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

	@TempDir
	private Path folder;

	@Test
	void everyoneTakesTheirTurns() throws IOException, InterruptedException {
		Results results = run("--contenders", "raw-blocking/tcp,tofu/uds", "--workloads",
				"ping-64,stream-64-w16c16,oneway-64");
		assertThat(results.series()).extracting(Series::workload)
			.containsExactly("ping-64", "ping-64", "stream-64-w16c16", "stream-64-w16c16", "oneway-64", "oneway-64");
		for (Series series : results.series()) {
			boolean cannot = series.entrant().startsWith("raw-blocking") && series.workload().contains("c16");
			assertThat(series.turns()).hasSize(cannot ? 0 : 2)
				.allSatisfy((turn) -> assertThat(turn.get(Metric.RATE)).isPositive());
			assertThat(series.latencies()).hasSize(series.workload().startsWith("ping") ? 2 : 0);
			assertThat(series.notes()).isEqualTo(cannot ? List.of("n/a: one connection only") : List.of());
		}
		assertThat(this.folder.resolve("results.json")).exists();
	}

	@Test
	void earlierResultsAreOnlyWrittenDown() throws IOException, InterruptedException {
		Results results = run("--contenders", "raw-nio/tcp", "--workloads", "ping-64");
		Path page = this.folder.resolve("page.md");
		Files.writeString(page, "<!-- measured: begin -->\n<!-- measured: end -->\n");
		Results again = run("--render", this.folder.resolve("results.json").toString(), "--page", page.toString());
		assertThat(again).isEqualTo(results);
		assertThat(page).content().contains("| raw-nio/tcp |");
	}

	@Test
	void unknownOptionsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> run("--fast")).withMessageContaining("--fast");
		assertThatIllegalArgumentException().isThrownBy(() -> run("--turns"));
		assertThat(Entrant.select(Options.parse(List.of("--quick")).contenders())).hasSize(19);
	}

	private Results run(String... arguments) throws IOException, InterruptedException {
		List<String> options = new ArrayList<>(List.of("--turns", "2", "--seconds", "0.02", "--warmup", "0.01", "--jvm",
				"-Xmx64m", "--out", this.folder.toString()));
		options.addAll(List.of(arguments));
		return Comparison.run(options, SILENT);
	}

}

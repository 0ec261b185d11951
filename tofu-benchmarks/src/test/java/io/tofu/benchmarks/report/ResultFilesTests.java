package io.tofu.benchmarks.report;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workloads;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of what is written down: data, tables and pictures.
 */
class ResultFilesTests {

	private final Example example = new Example();

	@TempDir
	private Path folder;

	@BeforeEach
	void measure() {
		this.example.turn("stream-64-w64c1", "raw-nio/tcp", 2000)
			.turn("stream-64-w64c1", "tofu/tcp", 1000)
			.turn("stream-64-w64c1", "tofu/tcp", 1500)
			.turn("stream-64-w64c1", "tofu/tcp", 1600)
			.turn("idle", "tofu/tcp", Map.of(Metric.IDLE_HEAP, 2000.0));
		this.example.results.seriesOf(Workloads.named("stream-64-w64c1"), Entrant.parse("grpc/uds"))
			.notes()
			.add("failed: out of order");
		scale("scale-10", 1.5);
		scale("scale-10000", 2);
	}

	private void scale(String workload, double cpu) {
		this.example.turn(workload, "tofu/tcp", Map.of(Metric.CLIENT_CPU, cpu, Metric.SERVER_CPU, cpu));
	}

	@Test
	void tablesTellRateSpreadRatioAndVerdict() {
		assertThat(Tables.of(this.example.results)).contains("| stream-64-w64c1/tcp | 0.75 ≥ 0.68 ✓ |")
			.contains("| tofu/tcp | 1,500 | 1,000..1,600 | 0.75 |")
			.contains("| grpc/uds | failed: out of order |")
			.contains("| tofu/tcp | 2,000 ≤ 1,024 ✗ missed |")
			.contains("| processor | a processor |");
	}

	@Test
	void resultsAreReadAsTheyWereWritten() throws IOException {
		addLatencies();
		ResultFiles.write(this.example.results, this.folder);
		Results read = ResultFiles.read(this.folder.resolve("results.json"));
		assertThat(read).isEqualTo(this.example.results);
		assertThat(Tables.of(read)).isEqualTo(Tables.of(this.example.results));
	}

	@Test
	void picturesAreWellFormed() throws IOException, ParserConfigurationException, SAXException {
		addLatencies();
		ResultFiles.write(this.example.results, this.folder);
		for (String picture : new String[] { "latency-tcp.svg", "scale.svg" }) {
			String svg = Files.readString(this.folder.resolve(picture));
			assertThat(svg).contains("polyline", "tofu").doesNotContain("NaN").doesNotContain("Infinity");
			DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
		}
		assertThat(this.folder.resolve("latency-uds.svg")).doesNotExist();
	}

	@Test
	void onlyWhatWasMeasuredChangesInAPage() throws IOException {
		Path page = this.folder.resolve("page.md");
		Files.writeString(page, "before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n");
		ResultFiles.writeInto(this.example.results, page);
		ResultFiles.writeInto(this.example.results, page);
		assertThat(page).content()
			.startsWith("before\n<!-- measured: begin -->\n\n![scale](images/scale.svg)\n")
			.endsWith("<!-- measured: end -->\nafter\n")
			.doesNotContain("old")
			.containsOnlyOnce("### Goals");
		assertThat(this.folder.resolve("images/scale.svg")).exists();
	}

	@Test
	void aPageWithoutAPlaceIsLeftAlone() throws IOException {
		Path page = this.folder.resolve("page.md");
		Files.writeString(page, "nothing is measured here");
		assertThatIllegalArgumentException().isThrownBy(() -> ResultFiles.writeInto(this.example.results, page));
		assertThat(page).content().isEqualTo("nothing is measured here");
	}

	private void addLatencies() {
		Histogram latencies = new Histogram(3);
		for (int i = 1; i <= 1000; i++) {
			latencies.recordValue(i * 1000L);
		}
		ByteBuffer encoded = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
		int length = latencies.encodeIntoCompressedByteBuffer(encoded);
		byte[] bytes = new byte[length];
		encoded.get(0, bytes);
		this.example.results.seriesOf(Workloads.named("ping-64"), Entrant.parse("tofu/tcp"))
			.add(Map.of(Metric.RATE, 1.0), Base64.getEncoder().encodeToString(bytes));
	}

}

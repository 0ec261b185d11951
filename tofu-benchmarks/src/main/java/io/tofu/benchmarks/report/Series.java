package io.tofu.benchmarks.report;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one entrant at one workload.
 *
 * @param workload the workload's name
 * @param entrant the entrant as text
 * @param turns what was measured, turn by turn
 * @param latencies the latencies of each turn, encoded
 * @param notes why something is missing
 */
public record Series(String workload, String entrant, List<Map<Metric, Double>> turns, List<String> latencies,
		List<String> notes) {

	static Series empty(String workload, String entrant) {
		return new Series(workload, entrant, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
	}

	/**
	 * Adds a turn.
	 * @param turn what was measured
	 * @param encodedLatencies a histogram of the turn's latencies, or null
	 */
	public void add(Map<Metric, Double> turn, @Nullable String encodedLatencies) {
		this.turns.add(new EnumMap<>(turn));
		if (encodedLatencies != null) {
			this.latencies.add(encodedLatencies);
		}
	}

	Spread spread(Metric metric) {
		return Spread.of(this.turns.stream()
			.map((turn) -> turn.getOrDefault(metric, Double.NaN))
			.mapToDouble(Double::doubleValue)
			.filter(Double::isFinite)
			.toArray());
	}

	double median(Metric metric) {
		return spread(metric).median();
	}

	/** The latencies of all turns, in nanoseconds; null if there are none. */
	@Nullable Histogram histogram() {
		Histogram sum = null;
		for (String encoded : this.latencies) {
			Histogram turn = decode(encoded);
			if (sum == null) {
				sum = turn;
			}
			else {
				sum.add(turn);
			}
		}
		return sum;
	}

	/**
	 * Reads a histogram as workers write it.
	 * @param encoded the text
	 * @return latencies in nanoseconds
	 */
	public static Histogram decode(String encoded) {
		try {
			return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0);
		}
		catch (DataFormatException ex) {
			throw new IllegalArgumentException("not a histogram", ex);
		}
	}

}

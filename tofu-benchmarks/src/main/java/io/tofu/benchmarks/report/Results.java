package io.tofu.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workload;
import io.tofu.benchmarks.plan.Workloads;
import org.jspecify.annotations.Nullable;

/**
 * Everything that came out of a run.
 *
 * @param environment where and how it was measured
 * @param series who was measured at what
 */
public record Results(Environment environment, List<Series> series) {

	/**
	 * No results yet.
	 * @param environment where and how it will be measured
	 * @return results to be filled
	 */
	public static Results of(Environment environment) {
		return new Results(environment, new ArrayList<>());
	}

	/**
	 * The series of an entrant at a workload.
	 * @param workload the workload
	 * @param entrant the entrant
	 * @return the one there is, or a new one
	 */
	public Series seriesOf(Workload workload, Entrant entrant) {
		Series found = find(workload, entrant);
		if (found != null) {
			return found;
		}
		Series added = Series.empty(workload.name(), entrant.toString());
		this.series.add(added);
		return added;
	}

	private @Nullable Series find(Workload workload, Entrant entrant) {
		for (Series one : this.series) {
			if (one.workload().equals(workload.name()) && one.entrant().equals(entrant.toString())) {
				return one;
			}
		}
		return null;
	}

	List<Workload> workloads() {
		Set<String> names = new LinkedHashSet<>();
		this.series.forEach((one) -> names.add(one.workload()));
		return names.stream().map(Workloads::named).toList();
	}

	List<Series> of(Workload workload) {
		return this.series.stream().filter((one) -> one.workload().equals(workload.name())).toList();
	}

	/** Not a number if it was not measured. */
	double median(Workload workload, Contenders contender, Transport transport, Metric metric) {
		Series found = find(workload, new Entrant(contender, transport));
		return (found != null) ? found.median(metric) : Double.NaN;
	}

	/** The best rate of some contenders on one transport. */
	double fastest(Workload workload, Transport transport, Contenders... contenders) {
		double fastest = Double.NaN;
		for (Contenders contender : contenders) {
			double rate = median(workload, contender, transport, Metric.RATE);
			if (!(rate <= fastest) && !Double.isNaN(rate)) {
				fastest = rate;
			}
		}
		return fastest;
	}

	/** An entrant's rate in relation to the faster one of plain Java on its transport. */
	double ratioToRaw(Workload workload, Entrant entrant) {
		return median(workload, entrant.contender(), entrant.transport(), Metric.RATE)
				/ fastest(workload, entrant.transport(), Contenders.RAW_BLOCKING, Contenders.RAW_NIO);
	}

}

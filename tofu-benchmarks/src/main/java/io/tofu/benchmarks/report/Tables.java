package io.tofu.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Entrant;
import io.tofu.benchmarks.plan.Workload;

/** The results as Markdown. */
public final class Tables {

	private static final double BYTES_PER_MEGABYTE = 1e6;

	private final Results results;

	private final StringBuilder text = new StringBuilder();

	private Tables(Results results) {
		this.results = results;
	}

	/**
	 * Writes everything down.
	 * @param results the results
	 * @return sections of level three
	 */
	public static String of(Results results) {
		Tables tables = new Tables(results);
		tables.environment();
		tables.goals();
		tables.rates();
		tables.section("Every workload");
		results.workloads().forEach(tables::workload);
		return tables.text.toString();
	}

	private void environment() {
		Environment where = this.results.environment();
		line("| | |");
		line("|---|---|");
		row("measured", where.started() + ", in " + Numbers.format(where.minutes()) + " minutes");
		row("processor", where.processor());
		row("memory", where.memory());
		row("system", where.system());
		row("JVM", where.jvm());
		row("contenders", where.versions());
		row("revision", where.revision());
		row("options", "`" + where.options() + "`");
		line("");
	}

	private void goals() {
		section("Goals");
		line("What was measured of tofu, the bound and whether it is kept. Figures without a bound have none.");
		line("");
		List<String> head = new ArrayList<>(List.of("workload"));
		for (Relation relation : Relation.values()) {
			head.add(relation.title());
		}
		head(head);
		for (Transport transport : Transport.values()) {
			for (Workload workload : this.results.workloads()) {
				if (hasGoals(workload, transport)) {
					goals(workload, transport);
				}
			}
		}
		line("");
	}

	private boolean hasGoals(Workload workload, Transport transport) {
		return (workload.isEcho() || workload.isForApplications() || workload.isOneWay())
				&& Double.isFinite(this.results.median(workload, Relation.of(workload), transport, Metric.RATE));
	}

	private void goals(Workload workload, Transport transport) {
		List<String> cells = new ArrayList<>(List.of(workload + "/" + transport));
		for (Relation relation : Relation.values()) {
			double value = relation.of(this.results, workload, transport);
			Goal goal = Goals.of(relation, this.results, workload, transport);
			cells.add((goal != null && Double.isFinite(value)) ? goal.verdict(value) : Numbers.format(value));
		}
		row(cells);
	}

	private void rates() {
		List<Workload> columns = this.results.workloads().stream().filter(Workload::hasRate).toList();
		if (columns.isEmpty()) {
			return;
		}
		section("Operations per second");
		line("Medians, and in brackets the ratio to the faster plain Java on the same transport.");
		line("");
		List<String> head = new ArrayList<>(List.of("workload"));
		List<String> entrants = this.results.series().stream().map(Series::entrant).distinct().toList();
		head.addAll(entrants);
		head(head);
		for (Workload workload : columns) {
			List<String> cells = new ArrayList<>(List.of(workload.name()));
			for (String entrant : entrants) {
				cells.add(rate(workload, Entrant.parse(entrant)));
			}
			row(cells);
		}
		line("");
	}

	private String rate(Workload workload, Entrant entrant) {
		double rate = this.results.median(workload, entrant.contender(), entrant.transport(), Metric.RATE);
		double ratio = this.results.ratioToRaw(workload, entrant);
		return Numbers.format(rate) + (Double.isFinite(ratio) ? " (" + Numbers.format(ratio) + ")" : "");
	}

	private void workload(Workload workload) {
		line("<details><summary>" + workload.name() + "</summary>");
		line("");
		List<Series> rows = this.results.of(workload);
		List<Metric> columns = new ArrayList<>();
		for (Metric metric : Metric.values()) {
			if (metric != Metric.RATE && rows.stream().anyMatch((one) -> Double.isFinite(one.median(metric)))) {
				columns.add(metric);
			}
		}
		List<String> head = new ArrayList<>(List.of("entrant"));
		if (workload.hasRate()) {
			head.addAll(List.of(Metric.RATE.title(), "lowest..highest", "of raw Java"));
		}
		if (workload.isOneWay()) {
			head.add("MB/s");
		}
		columns.forEach((metric) -> head.add(metric.title()));
		head(head);
		rows.forEach((one) -> row(cells(workload, one, columns)));
		line("");
		line("</details>");
		line("");
	}

	private List<String> cells(Workload workload, Series one, List<Metric> columns) {
		Entrant entrant = Entrant.parse(one.entrant());
		List<String> cells = new ArrayList<>(List.of(one.entrant()));
		if (one.turns().isEmpty()) {
			cells.add(String.join("; ", one.notes()));
			return cells;
		}
		if (workload.hasRate()) {
			Spread rate = one.spread(Metric.RATE);
			cells.add(Numbers.format(rate.median()));
			cells.add(Numbers.format(rate.lowest()) + ".." + Numbers.format(rate.highest()));
			cells.add(Numbers.format(this.results.ratioToRaw(workload, entrant)));
			if (workload.isOneWay()) {
				cells.add(Numbers.format(rate.median() * workload.bodyLength() / BYTES_PER_MEGABYTE));
			}
		}
		Map<Metric, Goal> goals = (entrant.contender() == Contenders.TOFU) ? Goals.IDLE : Map.of();
		for (Metric metric : columns) {
			double value = one.median(metric);
			Goal goal = goals.get(metric);
			cells.add((goal != null && Double.isFinite(value)) ? goal.verdict(value) : Numbers.format(value));
		}
		return cells;
	}

	private void section(String title) {
		line("### " + title);
		line("");
	}

	private void head(List<String> titles) {
		row(titles);
		line("|---|" + "---:|".repeat(titles.size() - 1));
	}

	private void row(String... cells) {
		row(List.of(cells));
	}

	private void row(List<String> cells) {
		StringJoiner row = new StringJoiner(" | ", "| ", " |");
		cells.forEach(row::add);
		line(row.toString());
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

}

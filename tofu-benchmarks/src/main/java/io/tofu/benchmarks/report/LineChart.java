package io.tofu.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over logarithmic axes, as SVG that stands for itself. */
final class LineChart {

	private static final int WIDTH = 860;

	private static final int HEIGHT = 460;

	private static final int LEFT = 80;

	private static final int RIGHT = 170;

	private static final int TOP = 50;

	private static final int BOTTOM = 60;

	private static final int LEGEND_STEP = 22;

	/** Distinct for readers who see few colours, too. */
	private static final List<String> COLOURS = List.of("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7",
			"#e69f00", "#56b4e9", "#777777");

	private final String title;

	private final Axis x;

	private final Axis y;

	private final List<Line> lines = new ArrayList<>();

	LineChart(String title, Axis x, Axis y) {
		this.title = title;
		this.x = x;
		this.y = y;
	}

	/**
	 * An axis.
	 *
	 * @param title what it shows, with the unit
	 * @param from its lowest value
	 * @param to its highest value
	 * @param ticks where it is marked
	 */
	record Axis(String title, double from, double to, List<Tick> ticks) {

		double share(double value) {
			return (Math.log(value) - Math.log(this.from)) / (Math.log(this.to) - Math.log(this.from));
		}

		/** An axis around values, marked at each power of ten and at its ends. */
		static Axis around(String title, double lowest, double highest) {
			double from = Math.pow(10, Math.floor(Math.log10(lowest)));
			double to = Math.max(from * 10, Math.pow(10, Math.ceil(Math.log10(highest))));
			List<Tick> ticks = new ArrayList<>();
			for (double at = from; at <= to * 1.001; at *= 10) {
				ticks.add(new Tick(at, plain(at)));
			}
			return new Axis(title, from, to, ticks);
		}

		private static String plain(double value) {
			return (value >= 1) ? String.format(Locale.ROOT, "%,.0f", value) : Double.toString(value);
		}

	}

	/** A mark on an axis. */
	record Tick(double at, String label) {
	}

	/** A point. */
	record Point(double x, double y) {
	}

	private record Line(String name, List<Point> points) {
	}

	void add(String name, List<Point> points) {
		this.lines.add(new Line(name, List.copyOf(points)));
	}

	String svg() {
		StringBuilder svg = new StringBuilder();
		svg.append(String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
						+ " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
				WIDTH, HEIGHT));
		text(svg, WIDTH / 2.0, TOP / 2.0, "middle", "font-size=\"16\"", this.title);
		axes(svg);
		for (int i = 0; i < this.lines.size(); i++) {
			line(svg, this.lines.get(i), COLOURS.get(i % COLOURS.size()), i);
		}
		return svg.append("</svg>\n").toString();
	}

	private void axes(StringBuilder svg) {
		for (Tick tick : this.x.ticks()) {
			double at = left(tick.at());
			stroke(svg, at, TOP, at, HEIGHT - BOTTOM);
			text(svg, at, HEIGHT - BOTTOM + LEGEND_STEP, "middle", "", tick.label());
		}
		for (Tick tick : this.y.ticks()) {
			double at = top(tick.at());
			stroke(svg, LEFT, at, WIDTH - RIGHT, at);
			text(svg, LEFT - 8, at + 4, "end", "", tick.label());
		}
		text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "", this.x.title());
		text(svg, 0, 0, "middle",
				String.format(Locale.ROOT, "transform=\"translate(20 %d) rotate(-90)\"", (TOP + HEIGHT - BOTTOM) / 2),
				this.y.title());
	}

	private void line(StringBuilder svg, Line line, String colour, int index) {
		svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(colour).append("\" points=\"");
		for (Point point : line.points()) {
			svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", left(point.x()), top(point.y())));
		}
		svg.append("\"/>\n");
		double at = TOP + index * LEGEND_STEP + 10.0;
		svg.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%.0f\" width=\"18\" height=\"4\" fill=\"%s\"/>%n",
				WIDTH - RIGHT + 20, at - 6, colour));
		text(svg, WIDTH - RIGHT + 46, at, "start", "", line.name());
	}

	private double left(double value) {
		return LEFT + this.x.share(value) * (WIDTH - LEFT - RIGHT);
	}

	private double top(double value) {
		return HEIGHT - BOTTOM - this.y.share(value) * (HEIGHT - TOP - BOTTOM);
	}

	private static void stroke(StringBuilder svg, double x1, double y1, double x2, double y2) {
		svg.append(String.format(Locale.ROOT,
				"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n", x1, y1, x2, y2));
	}

	private static void text(StringBuilder svg, double x, double y, String anchor, String attributes, String text) {
		svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n", x, y,
				anchor, attributes, text.replace("&", "&amp;").replace("<", "&lt;")));
	}

}

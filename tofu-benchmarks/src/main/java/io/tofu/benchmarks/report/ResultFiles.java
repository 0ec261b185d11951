package io.tofu.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.benchmarks.plan.Workloads;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The results as files: data, tables and pictures beside each other. */
public final class ResultFiles {

	private static final String BEGIN = "<!-- measured: begin -->\n";

	private static final String END = "<!-- measured: end -->\n";

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private ResultFiles() {
	}

	/**
	 * Writes {@code results.json}, {@code results.md} and the pictures.
	 * @param results the results
	 * @param folder where to, created if need be
	 */
	public static void write(Results results, Path folder) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("results.json"), JSON.writeValueAsString(results));
		Files.writeString(folder.resolve("results.md"), markdown(results, ""));
		writePictures(results, folder);
	}

	/**
	 * Reads results again.
	 * @param json a file that {@link #write} made
	 * @return the results
	 */
	public static Results read(Path json) throws IOException {
		return JSON.readValue(Files.readString(json), Results.class);
	}

	/**
	 * Replaces what stands between two comments in a page by the tables, and puts the
	 * pictures into the folder {@code images} beside it.
	 * @param results the results
	 * @param page the page
	 */
	public static void writeInto(Results results, Path page) throws IOException {
		String text = Files.readString(page);
		int begin = text.indexOf(BEGIN);
		int end = text.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IllegalArgumentException(page + " has no place for what was measured");
		}
		Path images = page.resolveSibling("images");
		Files.createDirectories(images);
		writePictures(results, images);
		Files.writeString(page, text.substring(0, begin + BEGIN.length()) + "\n" + markdown(results, "images/") + "\n"
				+ text.substring(end));
	}

	private static String markdown(Results results, String imageFolder) {
		StringBuilder text = new StringBuilder();
		pictures(results).forEach((name, svg) -> text.append("![")
			.append(name)
			.append("](")
			.append(imageFolder)
			.append(name)
			.append(".svg)\n\n"));
		return text.append(Tables.of(results)).toString();
	}

	private static void writePictures(Results results, Path folder) throws IOException {
		for (Map.Entry<String, String> picture : pictures(results).entrySet()) {
			Files.writeString(folder.resolve(picture.getKey() + ".svg"), picture.getValue());
		}
	}

	private static Map<String, String> pictures(Results results) {
		Map<String, String> pictures = new LinkedHashMap<>();
		for (Transport transport : Transport.values()) {
			put(pictures, "latency-" + transport, Pictures.latencies(results, Workloads.named("ping-64"), transport));
		}
		put(pictures, "scale", Pictures.scale(results));
		return pictures;
	}

	private static void put(Map<String, String> pictures, String name, @Nullable String svg) {
		if (svg != null) {
			pictures.put(name, svg);
		}
	}

}

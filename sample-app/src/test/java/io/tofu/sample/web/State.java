package io.tofu.sample.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How things are at a spooler, as its events tell it. */
final class State {

	static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final List<Map<String, @Nullable Object>> jobs = new ArrayList<>();

	private final List<Map<String, @Nullable Object>> workers = new ArrayList<>();

	/**
	 * A PDF, here completely, that waits; then what else there is to say, names and
	 * values.
	 */
	State job(String id, String name, @Nullable Object... more) {
		Map<String, @Nullable Object> job = new LinkedHashMap<>();
		job.put("id", id);
		job.put("name", name);
		job.put("type", "application/pdf");
		job.put("state", "queued");
		job.put("size", 2_413_000);
		job.put("expected", 2_413_000);
		job.put("uploaded", true);
		job.put("waiting", null);
		job.put("worker", null);
		job.put("attempt", 1);
		job.put("maxAttempts", 3);
		job.put("page", 0);
		job.put("pages", null);
		job.put("notes", List.of());
		job.put("error", null);
		job.put("submitted", NOON.toString());
		job.put("started", null);
		job.put("finished", null);
		for (int index = 0; index < more.length; index += 2) {
			job.put(String.valueOf(more[index]), more[index + 1]);
		}
		this.jobs.add(job);
		return this;
	}

	State worker(String name, int busy) {
		this.workers.add(new LinkedHashMap<>(Map.of("id", name, "name", name, "types",
				List.of("application/pdf", "text/plain", "image/png", "image/jpeg"), "jobsAtOnce", 2, "busy", busy,
				"leaving", false, "finished", 3, "address", "tcp://127.0.0.1:51234", "since", NOON.toString())));
		return this;
	}

	private int count(String state) {
		return (int) this.jobs.stream().filter((job) -> state.equals(job.get("state"))).count();
	}

	/** The newest job is the one that was added first. */
	@Override
	public String toString() {
		int working = count("working");
		return JSON.writeValueAsString(Map.of("jobs", this.jobs, "order",
				this.jobs.stream().map((job) -> job.get("id")).toList(), "workers", this.workers, "stats",
				Map.of("queued", count("queued"), "working", working, "done", count("done"), "failed", count("failed"),
						"cancelled", count("cancelled"), "pagesPerMinute", working * 118.2, "bytesPerSecond",
						working * 1_248_000.0),
				"limits", Map.of("documentSize", 1 << 30, "queued", 100, "types",
						List.of("application/pdf", "text/plain", "image/png", "image/jpeg"))));
	}

}

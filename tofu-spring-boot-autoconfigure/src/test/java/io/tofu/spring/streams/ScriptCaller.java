package io.tofu.spring.streams;

import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuStream;
import io.tofu.spring.streams.Outcome.Ending;
import io.tofu.spring.streams.Script.Deviation;
import io.tofu.spring.streams.Script.Shape;

/** Does as caller what scripts say. */
final class ScriptCaller {

	private final Running application;

	/** How what was handed out ended. */
	private final Map<Long, Queue<Outcome>> sources = new ConcurrentHashMap<>();

	ScriptCaller(Running application) {
		this.application = application;
	}

	/** How the source of an exchange ended: one outcome, if it has one. */
	Queue<Outcome> sources(Script script) {
		return this.sources.getOrDefault(script.seed(), new ConcurrentLinkedQueue<>());
	}

	Outcome play(Script script) {
		TofuClient.RequestSpec request = this.application.request(script.route())
			.header(Script.HEADER, script.toString());
		if (script.shape() != Shape.DOWN) {
			Queue<Outcome> ended = this.sources.computeIfAbsent(script.seed(), (seed) -> new ConcurrentLinkedQueue<>());
			// What goes wrong in the handler does not concern this side
			boolean failing = script.deviation() == Deviation.SOURCE_FAILS;
			Script own = failing ? script
					: new Script(script.seed(), script.shape(), script.count(), Deviation.NONE, 0);
			request.body(new Source(own, null, ended::add).stream());
		}
		if (script.shape() == Shape.UP) {
			return ask(request);
		}
		return read(script, request);
	}

	private static Outcome ask(TofuClient.RequestSpec request) {
		try {
			return Outcome.of(Ending.DONE, Integer.parseInt(String.valueOf(request.request(String.class))));
		}
		catch (RuntimeException ex) {
			return Outcome.of(ex, 0);
		}
	}

	private static Outcome read(Script script, TofuClient.RequestSpec request) {
		int count = 0;
		try (TofuStream<byte[]> stream = request.requestStream(byte[].class)) {
			Iterator<byte[]> elements = stream.iterator();
			while (!script.has(Deviation.CALLER_STOPS, count)) {
				if (!elements.hasNext()) {
					return Outcome.of(Ending.DONE, count);
				}
				Source.check(script, count, elements.next());
				count++;
			}
			return Outcome.of(Ending.STOPPED, count);
		}
		catch (RuntimeException ex) {
			return Outcome.of(ex, count);
		}
	}

}

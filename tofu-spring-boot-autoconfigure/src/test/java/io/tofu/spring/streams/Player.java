package io.tofu.spring.streams;

import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.tofu.spring.TofuResponseException;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.streams.Outcome.Ending;
import io.tofu.spring.streams.Script.Deviation;

import org.springframework.messaging.handler.annotation.Header;

/** Does as handler what scripts say, and keeps in mind how that ended. */
final class Player {

	private final Map<Long, Queue<Outcome>> outcomes = new ConcurrentHashMap<>();

	/** How an exchange ended here: one outcome, or none if it never came. */
	Queue<Outcome> outcomes(Script script) {
		return this.outcomes.getOrDefault(script.seed(), new ConcurrentLinkedQueue<>());
	}

	private void ended(Script script, Outcome outcome) {
		this.outcomes.computeIfAbsent(script.seed(), (seed) -> new ConcurrentLinkedQueue<>()).add(outcome);
	}

	@TofuListener("up")
	String up(Stream<byte[]> elements, @Header(Script.HEADER) String text) {
		Script script = Script.parse(text);
		int count = 0;
		try {
			Iterator<byte[]> iterator = elements.iterator();
			while (!stops(script, count) && iterator.hasNext()) {
				Source.check(script, count, iterator.next());
				count++;
			}
			ended(script, Outcome.of(Ending.DONE, count));
			return String.valueOf(count);
		}
		catch (TofuResponseException ex) {
			ended(script, Outcome.of(ex.type().equals(Script.BROKEN) ? Ending.BROKEN : Ending.CANCELLED, count));
			throw ex;
		}
		catch (RuntimeException ex) {
			ended(script, Outcome.of(ex, count));
			throw ex;
		}
	}

	private static boolean stops(Script script, int count) {
		if (script.has(Deviation.HANDLER_FAILS, count)) {
			throw new TofuResponseException(Script.BROKEN, "as the script says");
		}
		return script.has(Deviation.HANDLER_STOPS, count);
	}

	@TofuListener("down")
	Stream<byte[]> down(@Header(Script.HEADER) String text) {
		Script script = Script.parse(text);
		return new Source(script, null, (outcome) -> ended(script, outcome)).stream();
	}

	@TofuListener("both")
	Stream<byte[]> both(Stream<byte[]> elements, @Header(Script.HEADER) String text) {
		Script script = Script.parse(text);
		return new Source(script, elements.iterator(), (outcome) -> ended(script, outcome)).stream()
			.onClose(elements::close);
	}

}

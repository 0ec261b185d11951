package io.tofu.spring.streams;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.tofu.spring.TofuResponseException;
import io.tofu.spring.streams.Outcome.Ending;
import io.tofu.spring.streams.Outcome.SourceFailure;
import io.tofu.spring.streams.Script.Deviation;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a script as one side hands them out; of those that come back, the ones
 * that have arrived. Says how it ended when it is closed.
 */
final class Source implements Iterator<byte[]> {

	private final Script script;

	private final @Nullable Iterator<byte[]> arriving;

	private final Consumer<Outcome> ended;

	private final AtomicInteger closings = new AtomicInteger();

	private @Nullable Outcome outcome;

	private int position;

	/**
	 * A source.
	 * @param script what it hands out
	 * @param arriving what is sent back, or null if all is made here
	 * @param ended hears how it ended, each time it is closed
	 */
	Source(Script script, @Nullable Iterator<byte[]> arriving, Consumer<Outcome> ended) {
		this.script = script;
		this.arriving = arriving;
		this.ended = ended;
	}

	Stream<byte[]> stream() {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, 0), false).onClose(this::close);
	}

	@Override
	public boolean hasNext() {
		if (this.outcome != null) {
			return false;
		}
		if (this.script.has(Deviation.SOURCE_FAILS, this.position) && this.arriving == null) {
			this.outcome = Outcome.of(Ending.SOURCE, this.position);
			throw new SourceFailure();
		}
		if (this.script.has(Deviation.HANDLER_FAILS, this.position)) {
			this.outcome = Outcome.of(Ending.BROKEN, this.position);
			throw new TofuResponseException(Script.BROKEN, "as the script says");
		}
		if (this.script.has(Deviation.HANDLER_STOPS, this.position) || !isMore()) {
			this.outcome = Outcome.of(Ending.DONE, this.position);
		}
		return this.outcome == null;
	}

	private boolean isMore() {
		if (this.arriving == null) {
			return this.position < this.script.count();
		}
		try {
			return this.arriving.hasNext();
		}
		catch (RuntimeException ex) {
			this.outcome = Outcome.of(ex, this.position);
			throw ex;
		}
	}

	@Override
	public byte[] next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		if (this.arriving == null) {
			return this.script.element(this.position++);
		}
		byte[] element = this.arriving.next();
		check(this.script, this.position++, element);
		return element;
	}

	private void close() {
		if (this.closings.incrementAndGet() > 1) {
			this.ended.accept(Outcome.wrong(this.position, "closed again"));
		}
		else {
			Outcome last = this.outcome;
			this.ended.accept((last != null) ? last : Outcome.of(Ending.STOPPED, this.position));
		}
	}

	/** Fails unless it is the right element at the right place. */
	static void check(Script script, int position, byte[] element) {
		if (position >= script.count() || !Arrays.equals(script.element(position), element)) {
			throw new IllegalStateException(
					"Not element " + position + " of " + script + " but " + element.length + " bytes");
		}
	}

}

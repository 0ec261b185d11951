package io.tofu.sample.spooler;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells browsers how things are. Nothing is queued for them: each is told what has
 * changed since it was told last, when it can take it. So a slow one hears less often,
 * and hears the newest.
 */
@Component
final class LiveFeed {

	private static final long WITHOUT_END = 0;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final int QUIET_SECONDS = 10;

	private final PrintQueue queue;

	private final Throughput throughput;

	private final SpoolSpace space;

	private final AsyncTaskExecutor executor;

	private final CountDownLatch stopped = new CountDownLatch(1);

	LiveFeed(PrintQueue queue, Throughput throughput, Spool spool, AsyncTaskExecutor feedExecutor) {
		this.queue = queue;
		this.throughput = throughput;
		this.space = spool.documentSpace();
		this.executor = feedExecutor;
	}

	Status everything() {
		return this.queue.status(0, this.throughput, this.space);
	}

	/**
	 * One more reader.
	 * @throws Refusal if there are too many
	 */
	SseEmitter open() {
		SseEmitter emitter = new SseEmitter(WITHOUT_END);
		try {
			this.executor.execute(() -> feed(emitter));
		}
		catch (TaskRejectedException ex) {
			throw Refusal.tooManyReaders();
		}
		return emitter;
	}

	/** Ends all streams before the web server waits for them to end. */
	@EventListener
	void closed(ContextClosedEvent event) {
		this.stopped.countDown();
	}

	private void feed(SseEmitter emitter) {
		try {
			tell(emitter);
			emitter.complete();
		}
		catch (IOException ex) {
			// The reader has gone; the web server knows that, and ends the rest
		}
		catch (IllegalStateException ex) {
			emitter.completeWithError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			emitter.complete();
		}
	}

	private void tell(SseEmitter emitter) throws IOException, InterruptedException {
		Status told = everything();
		emitter.send(SseEmitter.event().name("snapshot").reconnectTime(SECOND.toMillis()).data(told));
		int quiet = 0;
		while (!this.stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
			this.queue.awaitChange(told.version(), SECOND);
			Status now = this.queue.status(told.version(), this.throughput, this.space);
			if (now.version() > told.version() || !now.stats().equals(told.stats())) {
				emitter.send(SseEmitter.event().name("update").data(now));
				told = now;
				quiet = 0;
			}
			else if (++quiet % QUIET_SECONDS == 0) {
				emitter.send(SseEmitter.event().comment(" still here"));
			}
		}
	}

}

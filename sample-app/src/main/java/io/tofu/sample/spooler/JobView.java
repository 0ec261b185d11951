package io.tofu.sample.spooler;

import java.time.Instant;
import java.util.List;

import io.tofu.sample.ticket.JobTicket;
import org.jspecify.annotations.Nullable;

/**
 * A job as browsers see it.
 *
 * @param id its number
 * @param name the name of the document
 * @param type the type of the document
 * @param ticket what is wanted
 * @param state where it is
 * @param size how many bytes of the document are here
 * @param expected how many bytes were announced, or null
 * @param uploaded whether these are all
 * @param waiting what it waits for, if that is not just its turn
 * @param worker who has it, or had it last
 * @param attempt how many workers have had it
 * @param maxAttempts how many may
 * @param page how many images are ready
 * @param pages how many there will be, once that is known
 * @param notes what happened on the way
 * @param error why it has failed
 * @param submitted when it came
 * @param started when a worker got it first
 * @param finished when it ended
 */
record JobView(String id, String name, String type, JobTicket ticket, Job.State state, long size,
		@Nullable Long expected, boolean uploaded, @Nullable String waiting, @Nullable String worker, int attempt,
		int maxAttempts, int page, @Nullable Integer pages, List<String> notes, @Nullable JobError error,
		Instant submitted, @Nullable Instant started, @Nullable Instant finished) {
}

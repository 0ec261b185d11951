package io.tofu.sample.spooler;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How things are: what browsers are told.
 *
 * @param version grows with every change
 * @param jobs all jobs, or those that changed
 * @param order the ids of all jobs there are, newest first
 * @param workers all workers
 * @param stats numbers
 * @param limits what is taken
 */
record Status(@JsonIgnore long version, List<JobView> jobs, List<String> order, List<WorkerView> workers, Stats stats,
		Limits limits) {

	/**
	 * Numbers.
	 *
	 * @param queued how many jobs wait
	 * @param working how many are with workers
	 * @param done how many have succeeded, ever
	 * @param failed how many have failed, ever
	 * @param cancelled how many were cancelled, ever
	 * @param pagesPerMinute pages, over the last seconds
	 * @param bytesPerSecond bytes between the spooler and its workers, over the last
	 * seconds
	 * @param spoolBytes the size of the documents that are kept
	 * @param spoolLimit how large they may become
	 */
	record Stats(int queued, int working, long done, long failed, long cancelled, double pagesPerMinute,
			double bytesPerSecond, long spoolBytes, long spoolLimit) {
	}

	/**
	 * What is taken.
	 *
	 * @param documentSize the largest document
	 * @param queued how many jobs may wait
	 * @param types the types of documents
	 */
	record Limits(long documentSize, int queued, Set<String> types) {
	}

}

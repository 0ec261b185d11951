package io.tofu.sample.spooler;

import org.jspecify.annotations.Nullable;

/**
 * Why a job has failed.
 *
 * @param type for programs
 * @param message for people, or null if the type says it all
 */
record JobError(String type, @Nullable String message) {

	/** The workers that had the job were lost, one after another. */
	static final String WORKER_LOST = "worker_lost";

	/** Whoever sent the document went away in the middle. */
	static final String UPLOAD_BROKEN = "upload_broken";

	/** Nobody has foreseen it. */
	static final String INTERNAL = "internal";

}

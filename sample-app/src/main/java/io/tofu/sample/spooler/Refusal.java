package io.tofu.sample.spooler;

import java.io.Serial;
import java.util.Collection;

import io.tofu.sample.ticket.ErrorType;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * What HTTP callers are told when it does not go on; {@code errorType} is for programs.
 */
final class Refusal extends ErrorResponseException {

	@Serial
	private static final long serialVersionUID = 1L;

	private static final String SECONDS_TO_WAIT = "5";

	private Refusal(HttpStatus status, String errorType, String detail) {
		super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
		getBody().setProperty("errorType", errorType);
		if (status == HttpStatus.SERVICE_UNAVAILABLE) {
			getHeaders().set(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
		}
	}

	static Refusal badTicket(IllegalArgumentException cause) {
		return new Refusal(HttpStatus.BAD_REQUEST, "bad_ticket", String.valueOf(cause.getMessage()));
	}

	static Refusal badUpload(String detail) {
		return new Refusal(HttpStatus.BAD_REQUEST, "bad_upload", detail);
	}

	static Refusal uploadBroken() {
		return new Refusal(HttpStatus.BAD_REQUEST, JobError.UPLOAD_BROKEN, "The document did not arrive completely");
	}

	static Refusal tooLarge(long limit) {
		return new Refusal(HttpStatus.CONTENT_TOO_LARGE, ErrorType.TOO_LARGE,
				"A document may have " + limit + " bytes");
	}

	static Refusal unsupported(String type, Collection<String> supported) {
		return new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, ErrorType.UNSUPPORTED,
				type + " cannot be printed, but " + String.join(", ", supported) + " can");
	}

	static Refusal queueFull(int limit) {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "queue_full", limit + " jobs are waiting already");
	}

	static Refusal spoolFull() {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "spool_full", "There is no room for more documents");
	}

	static Refusal tooManyReaders() {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too_many_readers", "Too many are reading the events");
	}

	static Refusal noSuchJob(String id) {
		return new Refusal(HttpStatus.NOT_FOUND, "not_found", "There is no job " + id);
	}

	static Refusal noSuchPage(String id, int page) {
		return new Refusal(HttpStatus.NOT_FOUND, "not_found", "Job " + id + " has no image of page " + page);
	}

}

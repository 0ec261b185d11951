package io.tofu.sample.ticket;

/**
 * Why a document is not printed: what workers answer, and the spooler's page explains.
 */
public final class ErrorType {

	/** It cannot be read as what it claims to be. */
	public static final String DAMAGED = "damaged";

	/** It needs a password. */
	public static final String ENCRYPTED = "encrypted";

	/** Nobody takes documents of this type. */
	public static final String UNSUPPORTED = "unsupported";

	/** The document, or one of its pages, is beyond a limit. */
	public static final String TOO_LARGE = "too_large";

	/** The ticket asks for pages that the document has not got. */
	public static final String NO_SUCH_PAGES = "no_such_pages";

	private ErrorType() {
	}

}

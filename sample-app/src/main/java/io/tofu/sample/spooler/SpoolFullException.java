package io.tofu.sample.spooler;

import java.io.IOException;
import java.io.Serial;

/** There is no room for more documents on the disk. */
final class SpoolFullException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	SpoolFullException() {
		super("There is no room for more documents");
	}

}

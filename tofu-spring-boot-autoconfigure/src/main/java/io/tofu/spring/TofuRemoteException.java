package io.tofu.spring;

import java.io.Serial;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The peer answered with an error. */
public final class TofuRemoteException extends TofuException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String type;

	private final @Nullable String remoteMessage;

	private final transient @Nullable Map<String, List<String>> headers;

	/**
	 * An exception from the headers of an answer. Its own message is made of them,
	 * without control characters and of at most one KiB, so that it can be logged.
	 * @param type the error type, as it came
	 * @param remoteMessage the error message, as it came, or null
	 * @param headers all text headers of the answer
	 */
	public TofuRemoteException(String type, @Nullable String remoteMessage, Map<String, List<String>> headers) {
		super(HeaderMapping.printable((remoteMessage != null) ? type + ": " + remoteMessage : type));
		this.type = type;
		this.remoteMessage = remoteMessage;
		this.headers = headers;
	}

	/**
	 * What went wrong at the peer.
	 * @return one of {@link ErrorTypes}, or a type of the peer's own
	 */
	public String type() {
		return this.type;
	}

	/**
	 * What the peer said about it.
	 * @return a text for people, or null
	 */
	public @Nullable String remoteMessage() {
		return this.remoteMessage;
	}

	/**
	 * The text headers of the answer.
	 * @return values by name, in order, never null; empty after serialization
	 */
	public Map<String, List<String>> headers() {
		return (this.headers != null) ? this.headers : Map.of();
	}

}

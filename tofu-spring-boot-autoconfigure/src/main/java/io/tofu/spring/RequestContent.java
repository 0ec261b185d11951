package io.tofu.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * What a Request or Signal consists of.
 *
 * @param headers its text headers
 * @param payload an {@link EncodedPayload}, or the source of a stream
 */
record RequestContent(Map<String, List<String>> headers, Object payload) {

	/**
	 * Of what was filled in; a source that cannot be sent is closed.
	 * @param body bytes, an object, a message of the engine, a source, or null
	 * @param headers those set
	 * @param contentType what the body becomes, null for what a header says or is usual
	 * @param converter converts the body
	 */
	static RequestContent of(@Nullable Object body, Map<String, List<String>> headers, @Nullable MimeType contentType,
			TofuMessageConverter converter) {
		Map<String, List<String>> all = new LinkedHashMap<>(headers);
		if (body instanceof io.tofu.Message message) {
			all = new LinkedHashMap<>(HeaderMapping.sendable(HeaderMapping.read(message.headers())));
			all.putAll(headers);
			return new RequestContent(all, new EncodedPayload(message.body().toByteArray(),
					(contentType != null) ? contentType.toString() : null));
		}
		try {
			MimeType wanted = wanted(headers, contentType);
			if (body == null || !(OutgoingStream.isSource(body) || Publishers.isMono(body))) {
				return new RequestContent(all, converter.toBytes(body, wanted));
			}
			if (wanted != null) {
				all.put(TofuHeaders.CONTENT_TYPE, List.of(wanted.toString()));
			}
			return new RequestContent(all, body);
		}
		catch (RuntimeException ex) {
			OutgoingStream.discard(body);
			throw ex;
		}
	}

	/** Whether sending it takes the time that its source takes. */
	boolean isStream() {
		return !(this.payload instanceof EncodedPayload);
	}

	/** It is not going to be sent. */
	void discard() {
		OutgoingStream.discard(this.payload);
	}

	private static @Nullable MimeType wanted(Map<String, List<String>> headers, @Nullable MimeType contentType) {
		String header = HeaderMapping.first(headers.get(TofuHeaders.CONTENT_TYPE));
		return (contentType == null && header != null) ? MimeTypeUtils.parseMimeType(header) : contentType;
	}

}

package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tofu.Message;
import io.tofu.TextHeader;
import io.tofu.TextHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;

/** Text headers of the engine to and from what Spring has. */
final class HeaderMapping {

	private static final int MAX_ERROR_LENGTH = 1024;

	private HeaderMapping() {
	}

	/**
	 * Those of received text headers that can be sent on: not an empty one, nor one with
	 * a stray line end.
	 */
	static Map<String, List<String>> sendable(Map<String, List<String>> headers) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		headers.forEach((name, list) -> {
			List<String> possible = list.stream().filter(HeaderMapping::canBeSent).toList();
			if (canBeSent(name) && !possible.isEmpty()) {
				values.put(name, possible);
			}
		});
		return values;
	}

	/** All text headers, values by name, in order. */
	static Map<String, List<String>> read(TextHeaders headers) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		for (TextHeader header : headers) {
			values.computeIfAbsent(header.name(), (name) -> new ArrayList<>(1)).add(header.value());
		}
		values.replaceAll((name, list) -> List.copyOf(list));
		return Collections.unmodifiableMap(values);
	}

	/** The text headers, a repeated one as a list, and where the message came from. */
	static MessageHeaders toSpring(@Nullable TofuChannel channel, Message message) {
		TextMessageHeaders headers = new TextMessageHeaders();
		Map<String, Object> values = headers.raw();
		boolean repeated = false;
		for (TextHeader header : message.headers()) {
			repeated |= add(header, values);
		}
		if (repeated) {
			values.replaceAll((name, value) -> (value instanceof List<?> several) ? List.copyOf(several) : value);
		}
		// Says something of this frame, not of what it is part of
		values.remove(TofuHeaders.PART);
		if (values.get(TofuHeaders.CONTENT_TYPE) instanceof String contentType) {
			values.put(MessageHeaders.CONTENT_TYPE, contentType);
		}
		if (channel != null) {
			values.put(TofuHeaders.CHANNEL, channel);
		}
		if (message.isFromEngine()) {
			values.put(TofuHeaders.STATUS, message.status());
		}
		values.put(TofuHeaders.MESSAGE_ID, message.messageId());
		values.put(TofuHeaders.OP_CODE, message.opCode());
		return headers;
	}

	/** Adds one of several text headers; returns whether there was one of that name. */
	@SuppressWarnings("unchecked")
	private static boolean add(TextHeader header, Map<String, Object> values) {
		Object earlier = values.putIfAbsent(header.name(), header.value());
		if (earlier instanceof List<?> several) {
			((List<String>) several).add(header.value());
		}
		else if (earlier != null) {
			values.put(header.name(), new ArrayList<>(List.of(earlier.toString(), header.value())));
		}
		return earlier != null;
	}

	/** The text headers among those of a received message. */
	static Map<String, List<String>> textHeaders(MessageHeaders headers) {
		Map<String, List<String>> values = new HashMap<>();
		headers.forEach((name, value) -> {
			if (value instanceof String text && !name.equals(MessageHeaders.CONTENT_TYPE)) {
				values.put(name, List.of(text));
			}
			else if (value instanceof List<?> list) {
				values.put(name, list.stream().map(String::valueOf).toList());
			}
		});
		return Collections.unmodifiableMap(values);
	}

	/** Adds headers to a message, one for each element of a collection, none for null. */
	static void write(Map<String, ? extends @Nullable Object> headers, TextHeaders target) {
		headers.forEach((name, value) -> {
			if (value instanceof Iterable<?> values) {
				values.forEach((element) -> target.add(name, String.valueOf(element)));
			}
			else if (value != null) {
				target.add(name, value.toString());
			}
		});
	}

	/** A header's value, the first one of several, or null. */
	static @Nullable String first(@Nullable Object value) {
		Object first = value;
		if (value instanceof Iterable<?> values) {
			Iterator<?> iterator = values.iterator();
			first = iterator.hasNext() ? iterator.next() : null;
		}
		return (first != null) ? first.toString() : null;
	}

	/** Whether a value has something in it, and no line end. */
	static boolean canBeSent(String text) {
		return !text.isEmpty() && text.indexOf('\r') < 0 && text.indexOf('\n') < 0;
	}

	/** The headers of an error answer. */
	static Map<String, @Nullable Object> error(String type, @Nullable String message) {
		Map<String, @Nullable Object> headers = new LinkedHashMap<>();
		String printableType = printable(type);
		headers.put(TofuHeaders.ERROR_TYPE, printableType.isEmpty() ? ErrorTypes.INTERNAL : printableType);
		String printableMessage = (message != null) ? printable(message) : "";
		headers.put(TofuHeaders.ERROR_MESSAGE, printableMessage.isEmpty() ? null : printableMessage);
		return headers;
	}

	/** Without control characters, and not too long. */
	static String printable(String text) {
		StringBuilder printable = new StringBuilder();
		int length = 0;
		for (int i = 0; i < text.length();) {
			int codePoint = text.codePointAt(i);
			codePoint = Character.isISOControl(codePoint) ? ' ' : codePoint;
			length += Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
			if (length > MAX_ERROR_LENGTH) {
				break;
			}
			printable.appendCodePoint(codePoint);
			i += Character.charCount(codePoint);
		}
		return printable.toString().strip();
	}

}

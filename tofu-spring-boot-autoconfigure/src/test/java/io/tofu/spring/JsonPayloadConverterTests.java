package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonPayloadConverterTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final JsonPayloadConverter json = new JsonPayloadConverter(MAPPER);

	private final TofuMessageConverter converter = new TofuMessageConverter(List.of(this.json));

	private final TofuMessageConverter springs = new TofuMessageConverter(
			List.of(new JacksonJsonMessageConverter(MAPPER)));

	@Test
	void writesWhatSpringsConverterWrites() {
		for (Object payload : List.of(new Article("pencil", 3), List.of(1, 2), Map.of("a", "ä€"), 7, true)) {
			assertSame(payload, null);
			assertSame(payload, MimeTypeUtils.APPLICATION_JSON);
			assertSame(payload, new MimeType("application", "json", StandardCharsets.UTF_16BE));
			assertSame(payload, MimeType.valueOf("application/vnd.article+json"));
		}
	}

	@Test
	void leavesOtherContentTypesToSpring() {
		assertThat(this.json.toBytes(new Article("pencil", 3), MimeType.valueOf("application/xml"))).isNull();
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.toBytes(new Article("pencil", 3), MimeType.valueOf("application/xml")))
			.withMessageContaining("application/xml");
	}

	@Test
	void saysWhatCannotBeWritten() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.toBytes(new Broken(), null))
			.withMessageContaining("Could not write JSON")
			.withStackTraceContaining("no value");
	}

	@Test
	void readsJsonByItsUsualNameByARelatedOneAndWithoutOne() {
		for (String contentType : new String[] { "application/json", "application/json;charset=UTF-8",
				"application/vnd.article+json", null }) {
			assertThat(read(contentType)).isEqualTo(new Article("pencil", 3));
		}
	}

	@Test
	void readsNothingElse() {
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> read("application/xml"))
			.withMessageContaining("application/xml");
	}

	private Object read(String contentType) {
		TextMessageHeaders headers = (contentType != null)
				? new TextMessageHeaders(Map.of(TofuHeaders.CONTENT_TYPE, contentType, "contentType", contentType))
				: new TextMessageHeaders();
		byte[] bytes = "{\"name\":\"pencil\",\"count\":3}".getBytes(StandardCharsets.UTF_8);
		return this.converter.fromBytes(new GenericMessage<>(bytes, headers), Article.class);
	}

	private void assertSame(Object payload, MimeType contentType) {
		EncodedPayload expected = this.springs.toBytes(payload, contentType);
		EncodedPayload actual = this.converter.toBytes(payload, contentType);
		assertThat(actual.body()).isEqualTo(expected.body());
		assertThat(actual.contentType()).isEqualTo(expected.contentType());
	}

	record Article(String name, int count) {

	}

	static final class Broken {

		public String getValue() {
			throw new IllegalStateException("no value");
		}

	}

}

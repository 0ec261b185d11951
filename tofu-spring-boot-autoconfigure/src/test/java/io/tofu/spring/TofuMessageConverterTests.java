package io.tofu.spring;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Payloads to bytes and back. */
class TofuMessageConverterTests {

	private final TofuMessageConverter converter = new TofuMessageConverter(List.of(new JacksonJsonMessageConverter()));

	@Test
	void bytesStayAsTheyAre() {
		byte[] bytes = { 1, 2, 3 };
		EncodedPayload encoded = this.converter.toBytes(bytes, null);
		assertThat(encoded.body()).isSameAs(bytes);
		assertThat(encoded.contentType()).isEqualTo("application/octet-stream");
	}

	@Test
	void textIsUtf8UnlessToldOtherwise() {
		EncodedPayload utf8 = this.converter.toBytes("grün", null);
		assertThat(utf8.body()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));
		assertThat(utf8.contentType()).isEqualTo("text/plain;charset=UTF-8");
		EncodedPayload latin = this.converter.toBytes("grün", MimeType.valueOf("text/plain;charset=ISO-8859-1"));
		assertThat(latin.body()).isEqualTo("grün".getBytes(StandardCharsets.ISO_8859_1));
		assertThat(this.converter.fromBytes(message(latin), String.class)).isEqualTo("grün");
	}

	@Test
	void objectsAreJson() {
		EncodedPayload encoded = this.converter.toBytes(Map.of("count", 1), null);
		assertThat(encoded.body()).asString().isEqualTo("{\"count\":1}");
		assertThat(encoded.contentType()).isEqualTo("application/json");
	}

	@Test
	void nullIsNothing() {
		assertThat(this.converter.toBytes(null, null).body()).isEmpty();
		assertThat(this.converter.toBytes(null, null).contentType()).isNull();
		assertThat(this.converter.fromBytes(message("", null), Map.class)).isNull();
		assertThat(this.converter.fromBytes(message("", null), String.class)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/plain", "application/octet-stream", "image/png" })
	void bytesAndTextAreTakenFromAnything(String contentType) {
		assertThat(this.converter.fromBytes(message("{}", contentType), String.class)).isEqualTo("{}");
		assertThat(this.converter.fromBytes(message("{}", contentType), byte[].class))
			.isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void withoutContentTypeAnObjectIsJson() {
		assertThat(this.converter.fromBytes(message("{\"a\":1}", null), Map.class)).isEqualTo(Map.of("a", 1));
	}

	@Test
	void genericTypesAreKept() {
		Object list = this.converter.fromBytes(message("[{\"name\":\"x\"}]", "application/json"),
				new ParameterizedTypeReference<List<Named>>() {
				}.getType());
		assertThat(list).isEqualTo(List.of(new Named("x")));
	}

	@Test
	void nothingIsMadeForVoid() {
		assertThat(this.converter.fromBytes(message("{}", null), Void.class)).isNull();
		assertThat(this.converter.fromBytes(message("{}", null), void.class)).isNull();
	}

	@Test
	void textUnderATypeThatNobodyCanReadIsUtf8() {
		assertThat(this.converter.fromBytes(message("grüße", "no such type"), String.class)).isEqualTo("grüße");
	}

	@Test
	void bytesAndTextTravelUnderAnyTypeObjectsDoNot() {
		assertThat(this.converter.toBytesAs("no such type", "grüße").contentType()).isEqualTo("no such type");
		assertThat(new String(this.converter.toBytesAs("no such type", "grüße").body(), StandardCharsets.UTF_8))
			.isEqualTo("grüße");
		assertThat(this.converter.toBytesAs("no such type", new byte[] { 1 }).body()).containsExactly(1);
		assertThat(this.converter.toBytesAs("no such type", null)).isSameAs(EncodedPayload.EMPTY);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.toBytesAs("no such type", Map.of()))
			.withMessageContaining("no such type");
	}

	@Test
	void failuresAreConversionExceptions() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.fromBytes(message("{", "application/json"), Map.class));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.fromBytes(message("x", "image/png"), Map.class))
			.withMessageContaining("image/png");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.fromBytes(message("x", "no such type"), Map.class));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.fromBytes(message("x", "text/plain;charset=none"), String.class));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.toBytes(Map.of(), MimeType.valueOf("image/png")))
			.withMessageContaining("image/png");
	}

	private static Message<byte[]> message(EncodedPayload payload) {
		return new GenericMessage<>(payload.body(), headers(payload.contentType()));
	}

	private static Message<byte[]> message(String body, String contentType) {
		return new GenericMessage<>(body.getBytes(StandardCharsets.UTF_8), headers(contentType));
	}

	private static TextMessageHeaders headers(String contentType) {
		return new TextMessageHeaders((contentType != null)
				? Map.of("contentType", contentType, TofuHeaders.CONTENT_TYPE, contentType) : Map.of());
	}

	record Named(String name) {
	}

}

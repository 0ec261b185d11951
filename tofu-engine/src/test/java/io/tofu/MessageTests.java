package io.tofu;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link Message}: its fields and its copies.
 */
class MessageTests {

	private final Shelf shelf = new Shelf();

	private final Message message = this.shelf.get();

	@AfterEach
	void close() {
		this.message.close();
	}

	@Test
	void isBlankAtFirst() {
		assertBlank(this.message);
	}

	@Test
	void isBlankAgainWhenItsStorageWasUsedBefore() {
		Message used = this.shelf.get();
		fill(used);
		used.close();
		try (Message next = this.shelf.get()) {
			assertBlank(next);
		}
	}

	@Test
	void settersAreFluentAndKeepWhatTheyGet() {
		assertThat(this.message.opCode(OpCode.SIGNAL).channelNumber(65534).messageId(-1).more(true).attachment("x"))
			.isSameAs(this.message);
		assertThat(this.message.opCode()).isEqualTo(OpCode.SIGNAL);
		assertThat(this.message.channelNumber()).isEqualTo(65534);
		assertThat(this.message.messageId()).isEqualTo(-1);
		assertThat(this.message.hasMore()).isTrue();
		assertThat(this.message.attachment()).isEqualTo("x");
		assertThat(this.message.more(false).hasMore()).isFalse();
		assertThat(this.message.attachment(null).attachment()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 65536, Integer.MIN_VALUE, Integer.MAX_VALUE })
	void refusesChannelNumbersThatDoNotFit(int number) {
		this.message.channelNumber(7);
		assertThatIllegalArgumentException().isThrownBy(() -> this.message.channelNumber(number))
			.withMessageContaining(String.valueOf(number));
		assertThat(this.message.channelNumber()).isEqualTo(7);
	}

	@Test
	void tellsItsOrigin() {
		assertThat(this.message.isFromApplication()).isTrue();
		assertThat(this.message.isFromEngine()).isFalse();
		this.message.storage().origin(Origin.ENGINE, AmpeStatus.POOL_EMPTY);
		assertThat(this.message.isFromApplication()).isFalse();
		assertThat(this.message.isFromEngine()).isTrue();
		assertThat(this.message.origin()).isEqualTo(Origin.ENGINE);
		assertThat(this.message.status()).isEqualTo(AmpeStatus.POOL_EMPTY);
	}

	@Test
	void copyIsEqualButForItsAttachment() {
		fill(this.message);
		try (Message copy = this.message.copy()) {
			assertThat(copy.header()).isEqualTo(this.message.header());
			assertThat(copy.headers()).containsExactlyElementsOf(this.message.headers());
			assertThat(copy.body().toByteArray()).isEqualTo(this.message.body().toByteArray());
			assertThat(copy.attachment()).isNull();
		}
	}

	@Test
	void copyIsDeep() {
		fill(this.message);
		BinaryHeader before = this.message.header();
		try (Message copy = this.message.copy()) {
			copy.opCode(OpCode.SIGNAL).channelNumber(1).messageId(2).more(false);
			copy.headers().set("a", "changed").add("b", "added");
			copy.body().set("changed".getBytes(US_ASCII));
		}
		assertThat(this.message.header()).isEqualTo(before);
		assertThat(this.message.headers().first("a")).isEqualTo("b");
		assertThat(this.message.body().toByteArray()).asString(US_ASCII).isEqualTo("body");
	}

	@Test
	void copyOutlivesTheMessage() {
		Message original = this.shelf.get();
		fill(original);
		Message copy = original.copy();
		original.close();
		Message other = this.shelf.get();
		other.body().append("something else".getBytes(US_ASCII));
		assertThat(copy.body().toByteArray()).asString(US_ASCII).isEqualTo("body");
		copy.close();
		other.close();
	}

	@Test
	void copyKeepsReceivedHeadersAsTheyAre() {
		try (Message received = this.shelf.received(" a : b \r\n\r\nc"); Message copy = received.copy()) {
			assertThat(Shelf.bytesOf(copy.headers(), copy)).isEqualTo(" a : b \r\n\r\nc");
		}
	}

	@Test
	void copyHeadersLeavesTheBodyBehind() {
		fill(this.message);
		try (Message copy = this.message.copyHeaders()) {
			assertThat(copy.headers()).containsExactlyElementsOf(this.message.headers());
			assertThat(copy.opCode()).isEqualTo(OpCode.RESPONSE);
			assertThat(copy.channelNumber()).isEqualTo(300);
			assertThat(copy.messageId()).isEqualTo(400);
			assertThat(copy.hasMore()).isTrue();
			assertThat(copy.body().isEmpty()).isTrue();
			assertThat(copy.attachment()).isNull();
		}
		assertThat(this.message.body().length()).isEqualTo(4);
	}

	@Test
	void printsItsHeader() {
		fill(this.message);
		assertThat(this.message.toString()).isEqualTo(this.message.header().toString());
	}

	private static void fill(Message message) {
		message.opCode(OpCode.RESPONSE).channelNumber(300).messageId(400).more(true).attachment("attached");
		message.headers().add("a", "b");
		message.body().append("body".getBytes(US_ASCII));
	}

	private static void assertBlank(Message message) {
		assertThat(message.header())
			.isEqualTo(new BinaryHeader(0, OpCode.REQUEST, Origin.APPLICATION, false, AmpeStatus.SUCCESS, 0, 0, 0));
		assertThat(message.headers()).isEmpty();
		assertThat(message.body().isEmpty()).isTrue();
		assertThat(message.attachment()).isNull();
	}

}

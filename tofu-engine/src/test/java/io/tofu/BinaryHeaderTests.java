package io.tofu;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link BinaryHeader} and {@link ChannelNumbers}.
 */
class BinaryHeaderTests {

	private final Shelf shelf = new Shelf();

	@Test
	void showsAllFieldsOfAMessage() {
		try (Message message = this.shelf.get()) {
			message.opCode(OpCode.RESPONSE).channelNumber(0x1234).messageId(-2).more(true);
			message.headers().add("a", "b");
			message.body().append(new byte[7]);
			assertThat(message.header()).isEqualTo(
					new BinaryHeader(0x1234, OpCode.RESPONSE, Origin.APPLICATION, true, AmpeStatus.SUCCESS, -2, 5, 7));
		}
	}

	@Test
	void outlivesItsMessageUnchanged() {
		Message message = this.shelf.get().messageId(5);
		BinaryHeader header = message.header();
		message.messageId(6).close();
		assertThat(header.messageId()).isEqualTo(5);
	}

	@Test
	void printsTheMessageIdUnsigned() {
		assertThat(header(-1, false, Origin.APPLICATION, AmpeStatus.SUCCESS))
			.hasToString("REQUEST channel 3 id 18446744073709551615 headers 10 body 20 SUCCESS");
	}

	@Test
	void printsMoreAndTheEngineAsOrigin() {
		assertThat(header(1, true, Origin.ENGINE, AmpeStatus.CHANNEL_CLOSED))
			.hasToString("REQUEST+ channel 3 id 1 headers 10 body 20 engine CHANNEL_CLOSED");
	}

	@Test
	void channelsAreNumberedFrom1To65534() {
		assertThat(ChannelNumbers.isChannel(-1)).isFalse();
		assertThat(ChannelNumbers.isChannel(ChannelNumbers.UNASSIGNED)).isFalse();
		assertThat(ChannelNumbers.isChannel(1)).isTrue();
		assertThat(ChannelNumbers.isChannel(65534)).isTrue();
		assertThat(ChannelNumbers.isChannel(ChannelNumbers.ENGINE)).isFalse();
		assertThat(ChannelNumbers.isChannel(65536)).isFalse();
	}

	private static BinaryHeader header(long id, boolean more, Origin origin, AmpeStatus status) {
		return new BinaryHeader(3, OpCode.REQUEST, origin, more, status, id, 10, 20);
	}

}

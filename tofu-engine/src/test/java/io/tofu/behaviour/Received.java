package io.tofu.behaviour;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.Origin;
import io.tofu.TextHeader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a message said, kept after the message itself went back to its engine; and what
 * was expected of it.
 */
record Received(BinaryHeader header, List<TextHeader> headers, byte[] body, Object attachment, boolean endsChannel) {

	static final String REASON = "~reason";

	/** What the message says; it stays the caller's. */
	static Received of(Message message) {
		List<TextHeader> headers = new ArrayList<>();
		message.headers().forEach(headers::add);
		return new Received(message.header(), headers, message.body().toByteArray(), message.attachment(),
				message.endsChannel());
	}

	/** Whether another one says exactly the same. */
	boolean isSameAs(Received other) {
		return this.header.equals(other.header) && this.headers.equals(other.headers)
				&& Arrays.equals(this.body, other.body) && this.attachment == other.attachment;
	}

	OpCode opCode() {
		return this.header.opCode();
	}

	int channel() {
		return this.header.channelNumber();
	}

	long id() {
		return this.header.messageId();
	}

	AmpeStatus status() {
		return this.header.status();
	}

	boolean isFromEngine() {
		return this.header.origin() == Origin.ENGINE;
	}

	boolean isLastOf(int channel) {
		if (this.endsChannel) {
			assertThat(isFromEngine() && opCode() == OpCode.SIGNAL && status() == AmpeStatus.CHANNEL_CLOSED)
				.as("a closing Signal of the engine")
				.isTrue();
		}
		return this.endsChannel && channel() == channel;
	}

	String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/** The value of the first header of that name, or null. */
	String value(String name) {
		return this.headers.stream()
			.filter((h) -> h.name().equals(name))
			.map(TextHeader::value)
			.findFirst()
			.orElse(null);
	}

	Address listensOn() {
		return Address.server(value(Address.LISTEN_ON));
	}

	Received is(OpCode opCode) {
		assertThat(opCode()).as(toString()).isEqualTo(opCode);
		return this;
	}

	Received fromApplication() {
		assertThat(this.header.origin()).as(toString()).isEqualTo(Origin.APPLICATION);
		assertThat(status()).as(toString()).isEqualTo(AmpeStatus.SUCCESS);
		return this;
	}

	Received fromEngine(AmpeStatus... anyOf) {
		assertThat(this.header.origin()).as(toString()).isEqualTo(Origin.ENGINE);
		assertThat(status()).as(toString()).isIn((Object[]) anyOf);
		return this;
	}

	Received on(int channel) {
		assertThat(channel()).as(toString()).isEqualTo(channel);
		return this;
	}

	Received withId(long id) {
		assertThat(id()).as(toString()).isEqualTo(id);
		return this;
	}

	Received withMore(boolean more) {
		assertThat(this.header.more()).as(toString()).isEqualTo(more);
		return this;
	}

	Received withHeader(String name, String value) {
		assertThat(this.headers).as(toString()).contains(new TextHeader(name, value));
		return this;
	}

	Received withoutHeader(String name) {
		assertThat(value(name)).as(toString()).isNull();
		return this;
	}

	Received withHeaders(TextHeader... headers) {
		assertThat(this.headers).as(toString()).containsExactly(headers);
		return this;
	}

	Received withBody(String text) {
		assertThat(text()).as(toString()).isEqualTo(text);
		return this;
	}

	Received withBody(byte[] bytes) {
		assertThat(this.body).as(toString()).isEqualTo(bytes);
		return this;
	}

	Received withReason() {
		assertThat(value(REASON)).as(toString()).isNotBlank();
		return this;
	}

	Received withReason(String part) {
		assertThat(value(REASON)).as(toString()).containsIgnoringCase(part);
		return this;
	}

	@Override
	public String toString() {
		String shown = (this.body.length <= 100) ? text() : this.body.length + " bytes";
		String names = (this.headers.toString().length() <= 1000) ? this.headers.toString() : "long headers";
		return this.header + " " + names + " [" + shown + "]";
	}

}

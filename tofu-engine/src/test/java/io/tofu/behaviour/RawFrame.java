package io.tofu.behaviour;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.tofu.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A frame as it stands on the wire, written and read by the book and not by the engine's
 * code.
 *
 * <pre>
 * channel 2 | proto 1 | status 1 | id 8 | headers length 2 | body length 2 | headers | body
 * </pre>
 *
 * @param proto bits 0-3 opcode, bit 4 origin, bit 5 more
 */
record RawFrame(int channel, int proto, int status, long id, byte[] headers, byte[] body) {

	static final int HEADER_LENGTH = 16;

	private static final int MORE_BIT = 0x20;

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	static RawFrame of(OpCode opCode) {
		return of(opCode.code());
	}

	static RawFrame of(int proto) {
		return new RawFrame(0, proto, 0, 0, new byte[0], new byte[0]);
	}

	/** A HelloRequest as peers send it. */
	static RawFrame hello(long id) {
		return of(OpCode.HELLO_REQUEST).withId(id).withHeaders("~connect_to:tcp|127.0.0.1|7099\r\n");
	}

	static RawFrame decode(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		int channel = in.getShort() & 0xFFFF;
		int proto = in.get() & 0xFF;
		int status = in.get() & 0xFF;
		long id = in.getLong();
		byte[] headers = new byte[in.getShort() & 0xFFFF];
		byte[] body = new byte[in.getShort() & 0xFFFF];
		in.get(headers).get(body);
		assertThat(in.remaining()).isZero();
		return new RawFrame(channel, proto, status, id, headers, body);
	}

	static byte[] hex(String bytes) {
		return HEX.parseHex(bytes);
	}

	RawFrame onChannel(int channel) {
		return new RawFrame(channel, this.proto, this.status, this.id, this.headers, this.body);
	}

	RawFrame withId(long id) {
		return new RawFrame(this.channel, this.proto, this.status, id, this.headers, this.body);
	}

	RawFrame withStatus(int status) {
		return new RawFrame(this.channel, this.proto, status, this.id, this.headers, this.body);
	}

	RawFrame withMore() {
		return new RawFrame(this.channel, this.proto | MORE_BIT, this.status, this.id, this.headers, this.body);
	}

	RawFrame withHeaders(String headers) {
		return new RawFrame(this.channel, this.proto, this.status, this.id, headers.getBytes(StandardCharsets.UTF_8),
				this.body);
	}

	RawFrame withBody(String body) {
		return withBody(body.getBytes(StandardCharsets.UTF_8));
	}

	RawFrame withBody(byte[] body) {
		return new RawFrame(this.channel, this.proto, this.status, this.id, this.headers, body);
	}

	byte[] encode() {
		return ByteBuffer.allocate(HEADER_LENGTH + this.headers.length + this.body.length)
			.putShort((short) this.channel)
			.put((byte) this.proto)
			.put((byte) this.status)
			.putLong(this.id)
			.putShort((short) this.headers.length)
			.putShort((short) this.body.length)
			.put(this.headers)
			.put(this.body)
			.array();
	}

	OpCode opCode() {
		return OpCode.of(this.proto & 0xF);
	}

	boolean hasMore() {
		return (this.proto & MORE_BIT) != 0;
	}

	/** Makes sure that this is what an application's message looks like on the wire. */
	RawFrame is(OpCode opCode) {
		assertThat(opCode()).as(toString()).isEqualTo(opCode);
		assertThat(this.proto & ~(0xF | MORE_BIT)).as("origin and internal bits of " + this).isZero();
		assertThat(this.status).as("status of " + this).isZero();
		return this;
	}

	String headersText() {
		return new String(this.headers, StandardCharsets.UTF_8);
	}

	String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		byte[] bytes = encode();
		return HEX.formatHex(bytes, 0, Math.min(bytes.length, 200)) + ((bytes.length > 200) ? " …" : "");
	}

}

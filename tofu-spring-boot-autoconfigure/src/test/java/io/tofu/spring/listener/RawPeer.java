package io.tofu.spring.listener;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.tofu.OpCode;

/**
 * A peer that knows the wire and nothing else: neither Spring nor our engine.
 */
final class RawPeer implements AutoCloseable {

	private static final int MORE = 0x20;

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	private RawPeer(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(10_000);
		this.socket.setTcpNoDelay(true);
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out = new DataOutputStream(this.socket.getOutputStream());
	}

	/** Connects without a word. */
	static RawPeer connect(int port) throws IOException {
		return new RawPeer(port);
	}

	/** Connects, says hello and takes the answer. */
	static RawPeer greeted(int port) throws IOException {
		RawPeer peer = connect(port);
		peer.send(OpCode.HELLO_REQUEST, 1, "", "~connect_to:tcp|127.0.0.1|" + port);
		Frame answer = peer.receive();
		if (answer.opCode() != OpCode.HELLO_RESPONSE) {
			throw new IOException("Not greeted but told " + answer);
		}
		return peer;
	}

	void send(OpCode opCode, long messageId, String body, String... headers) throws IOException {
		send(opCode, messageId, false, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	void send(OpCode opCode, long messageId, boolean more, byte[] body, String... headers) throws IOException {
		ByteArrayOutputStream lines = new ByteArrayOutputStream();
		for (String header : headers) {
			lines.writeBytes((header + "\r\n").getBytes(StandardCharsets.UTF_8));
		}
		this.out.writeShort(7);
		this.out.writeByte(opCode.code() | (more ? MORE : 0));
		this.out.writeByte(0);
		this.out.writeLong(messageId);
		this.out.writeShort(lines.size());
		this.out.writeShort(body.length);
		lines.writeTo(this.out);
		this.out.write(body);
		this.out.flush();
	}

	/** The next frame, within ten seconds. */
	Frame receive() throws IOException {
		this.in.readUnsignedShort();
		int proto = this.in.readUnsignedByte();
		this.in.readUnsignedByte();
		long messageId = this.in.readLong();
		byte[] lines = new byte[this.in.readUnsignedShort()];
		byte[] body = new byte[this.in.readUnsignedShort()];
		this.in.readFully(lines);
		this.in.readFully(body);
		List<String> headers = new ArrayList<>();
		for (String line : new String(lines, StandardCharsets.UTF_8).split("\r\n")) {
			if (!line.isEmpty()) {
				headers.add(line);
			}
		}
		return new Frame(OpCode.of(proto & 0xF), messageId, (proto & MORE) != 0, headers, body);
	}

	/** Whether the other side has closed the connection, and says nothing before. */
	boolean isClosed() throws IOException {
		try {
			return this.in.read() < 0;
		}
		catch (EOFException | java.net.SocketException ex) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Frame(OpCode opCode, long messageId, boolean more, List<String> headers, byte[] body) {

		String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/** The value of the first header of a name, or null. */
		String header(String name) {
			return this.headers.stream()
				.filter((line) -> line.startsWith(name + ":"))
				.map((line) -> line.substring(name.length() + 1))
				.findFirst()
				.orElse(null);
		}

		@Override
		public String toString() {
			return this.opCode + " " + this.messageId + (this.more ? " more " : " ") + this.headers + " " + text();
		}

	}

}

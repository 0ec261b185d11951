package io.tofu.spring.listener;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.tofu.Address;
import io.tofu.OpCode;

/**
 * A peer that knows the wire and nothing else: neither Spring nor our engine.
 */
final class RawPeer implements AutoCloseable {

	private static final int MORE = 0x20;

	private final Closeable socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	private Frame greeting;

	private RawPeer(Closeable socket, InputStream in, OutputStream out) {
		this.socket = socket;
		this.in = new DataInputStream(in);
		this.out = new DataOutputStream(out);
	}

	/** Connects without a word. */
	static RawPeer connect(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(10_000);
		socket.setTcpNoDelay(true);
		return new RawPeer(socket, socket.getInputStream(), socket.getOutputStream());
	}

	/** Connects without a word, to {@code tcp|host|port} or {@code uds|path}. */
	static RawPeer connect(Address address) throws IOException {
		if (address instanceof Address.TcpClient tcp) {
			return connect(tcp.port());
		}
		SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(((Address.UdsClient) address).path()));
		return new RawPeer(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
	}

	/** Connects, says hello and takes the answer. */
	static RawPeer greeted(Address address) throws IOException {
		RawPeer peer = connect(address);
		peer.hello("~connect_to:" + address);
		return peer;
	}

	/** Connects, says hello and takes the answer. */
	static RawPeer greeted(int port) throws IOException {
		RawPeer peer = connect(port);
		peer.hello("~connect_to:tcp|127.0.0.1|" + port);
		return peer;
	}

	/** Connects as a starter does: grants this window, and gets another one. */
	static RawPeer starter(int port, int window) throws IOException {
		RawPeer peer = connect(port);
		peer.hello("~connect_to:tcp|127.0.0.1|" + port, "tofu-flow:" + window);
		return peer;
	}

	/** What was said in the answer to the Hello. */
	Frame greeting() {
		return this.greeting;
	}

	private void hello(String... header) throws IOException {
		send(OpCode.HELLO_REQUEST, 1, "", header);
		Frame answer = receive();
		if (answer.opCode() != OpCode.HELLO_RESPONSE) {
			throw new IOException("Not greeted but told " + answer);
		}
		this.greeting = answer;
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

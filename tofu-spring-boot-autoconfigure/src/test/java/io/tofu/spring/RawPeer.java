package io.tofu.spring;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/** A peer that is nothing but a socket: writes and reads frames byte by byte. */
final class RawPeer implements AutoCloseable {

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	RawPeer(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(10_000);
		this.in = new DataInputStream(socket.getInputStream());
		this.out = new DataOutputStream(socket.getOutputStream());
	}

	/** Connects as a client. */
	static RawPeer connect(String address) throws IOException {
		int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	/** Connects and says hello, and waits for the answer. */
	static RawPeer greet(String address) throws IOException {
		RawPeer peer = connect(address);
		peer.send(OpCode.HELLO_REQUEST, 1, "~connect_to:tcp|127.0.0.1|1\r\n", "");
		Frame answer = peer.receive();
		if (answer == null || answer.opCode() != OpCode.HELLO_RESPONSE) {
			throw new IllegalStateException("No HelloResponse but " + answer);
		}
		return peer;
	}

	/** Accepts one connection. */
	static RawPeer accept(ServerSocket server) throws IOException {
		return new RawPeer(server.accept());
	}

	void send(OpCode opCode, long id, String headers, String body) throws IOException {
		send(opCode, id, false, headers, body);
	}

	void send(OpCode opCode, long id, boolean more, String headers, String body) throws IOException {
		byte[] headerBytes = headers.getBytes(StandardCharsets.UTF_8);
		byte[] bodyBytes = body.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		DataOutputStream data = new DataOutputStream(frame);
		data.writeShort(7);
		data.writeByte(opCode.code() | (more ? 0x20 : 0));
		data.writeByte(0);
		data.writeLong(id);
		data.writeShort(headerBytes.length);
		data.writeShort(bodyBytes.length);
		data.write(headerBytes);
		data.write(bodyBytes);
		try {
			this.out.write(frame.toByteArray());
			this.out.flush();
		}
		catch (SocketException ex) {
			// The other side has gone, as receive() will tell
		}
	}

	/** The next frame, or null at the end of the connection. */
	@Nullable Frame receive() throws IOException {
		try {
			this.in.readUnsignedShort();
			int proto = this.in.readUnsignedByte();
			this.in.readUnsignedByte();
			long id = this.in.readLong();
			byte[] headers = new byte[this.in.readUnsignedShort()];
			byte[] body = new byte[this.in.readUnsignedShort()];
			this.in.readFully(headers);
			this.in.readFully(body);
			return new Frame(OpCode.values()[proto & 0x0F], (proto & 0x20) != 0, id,
					new String(headers, StandardCharsets.UTF_8), new String(body, StandardCharsets.UTF_8));
		}
		catch (EOFException | SocketException ex) {
			return null;
		}
	}

	/** Ends the connection without a goodbye. */
	void hangUp() throws IOException {
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Frame(OpCode opCode, boolean more, long id, String headers, String body) {
	}

}

package io.tofu.spring.streams;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.tofu.Address;
import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;
import org.jspecify.annotations.Nullable;

/**
 * A peer that stands on the engine alone and says what a test wants it to say. For one
 * thread.
 */
final class RawPeer implements AutoCloseable {

	static final String PART = "tofu-part";

	static final String CREDIT = "tofu-credit";

	static final String CANCEL = "tofu-cancel";

	static final String FLOW = "tofu-flow";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Ampe ampe = TofuEngine.start(AmpeOptions.builder().sendQueueBytes(1 << 20).build());

	private final ChannelGroup group = this.ampe.createGroup();

	private int channel;

	private @Nullable Frame hello;

	private RawPeer() {
		// connects, or listens
	}

	/** A peer that knows nothing of flow control. */
	static RawPeer simple(int port) {
		return greeted(port);
	}

	/** A peer that says how many bytes of each stream it takes before it gives credit. */
	static RawPeer withFlow(int port, String window) {
		return greeted(port, FLOW, window);
	}

	private static RawPeer greeted(int port, String... headers) {
		RawPeer peer = new RawPeer();
		try (Message message = peer.ampe.get()) {
			Address.tcpClient("127.0.0.1", port).format(message);
			write(message, headers);
			peer.channel = peer.group.post(message, PATIENCE).channelNumber();
		}
		peer.hello = peer.receive();
		if (peer.hello.opCode() != OpCode.HELLO_RESPONSE) {
			throw new IllegalStateException("Not greeted but told " + peer.hello);
		}
		return peer;
	}

	/** A peer that others connect to. */
	static RawPeer listening(int port) {
		RawPeer peer = new RawPeer();
		try (Message message = peer.ampe.get()) {
			Address.tcpServer("127.0.0.1", port).format(message);
			peer.group.post(message, PATIENCE);
		}
		return peer;
	}

	/** Waits for who connects, and answers its Hello. */
	void accept(String... headers) {
		Frame request = receive(OpCode.HELLO_REQUEST);
		this.hello = request;
		this.channel = request.channel();
		send(OpCode.HELLO_RESPONSE, request.id(), false, "", headers);
	}

	/** What the other side said in its Hello. */
	Frame hello() {
		return Objects.requireNonNull(this.hello);
	}

	/** Sends a frame, and waits for room. */
	void send(OpCode opCode, long id, boolean more, byte[] body, String... headers) {
		if (!offer(PATIENCE, opCode, id, more, body, headers)) {
			throw new IllegalStateException("The other side does not take a " + opCode);
		}
	}

	void send(OpCode opCode, long id, boolean more, String body, String... headers) {
		send(opCode, id, more, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	/** Sends a frame; false if the other side does not take it. */
	boolean offer(Duration patience, OpCode opCode, long id, boolean more, byte[] body, String... headers) {
		try (Message message = this.ampe.get(AllocationStrategy.ALWAYS)) {
			message.opCode(opCode).channelNumber(this.channel).messageId(id).more(more);
			write(message, headers);
			message.body().append(body);
			this.group.post(message, patience);
			return true;
		}
		catch (AmpeException ex) {
			if (ex.status() != AmpeStatus.SEND_QUEUE_FULL) {
				throw ex;
			}
			return false;
		}
	}

	void credit(String role, long id, long bytes) {
		send(OpCode.SIGNAL, id, false, "", CREDIT, role + ";" + bytes);
	}

	/** The next frame, which must come soon. */
	Frame receive() {
		Frame frame = receive(PATIENCE);
		if (frame == null) {
			throw new AssertionError("Nothing within " + PATIENCE);
		}
		return frame;
	}

	/**
	 * The next frame, or null if none comes by then. Notices of the engine are skipped.
	 */
	@Nullable Frame receive(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		while (true) {
			Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
			try (Message message = this.group.waitReceive(left)) {
				if (message == null) {
					return null;
				}
				if (message.isFromApplication() || message.endsChannel()) {
					return Frame.of(message);
				}
			}
		}
	}

	/** The next frame of an operation; everything else is dropped. */
	Frame receive(OpCode opCode) {
		Frame frame = receive();
		while (!frame.ended() && frame.opCode() != opCode) {
			frame = receive();
		}
		return frame;
	}

	/** The next frame of an exchange's own; everything else is dropped. */
	Frame receive(OpCode opCode, long id) {
		Frame frame = receive();
		while (!frame.ended() && (frame.opCode() != opCode || frame.id() != id)) {
			frame = receive();
		}
		return frame;
	}

	/** A small request, which must be answered by itself. */
	String ask(long id, String route, String body) {
		send(OpCode.REQUEST, id, false, body, "route", route, "content-type", "text/plain");
		return receive(OpCode.RESPONSE, id).text();
	}

	@Override
	public void close() {
		this.group.close();
		this.ampe.close();
	}

	private static void write(Message message, String... headers) {
		for (int i = 0; i < headers.length; i += 2) {
			message.headers().add(headers[i], headers[i + 1]);
		}
	}

	/**
	 * What came.
	 *
	 * @param ended whether it is the end of the connection
	 */
	record Frame(OpCode opCode, int channel, long id, boolean more, List<String> headers, byte[] body, boolean ended) {

		static Frame of(Message message) {
			List<String> lines = new ArrayList<>();
			message.headers().forEach((header) -> lines.add(header.name() + ":" + header.value()));
			return new Frame(message.opCode(), message.channelNumber(), message.messageId(), message.hasMore(), lines,
					message.body().toByteArray(), message.isFromEngine());
		}

		String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/** The value of the first header of a name, or null. */
		@Nullable String header(String name) {
			return this.headers.stream()
				.filter((line) -> line.startsWith(name + ":"))
				.map((line) -> line.substring(name.length() + 1))
				.findFirst()
				.orElse(null);
		}

		/** The value of the header that says what went wrong, or null. */
		@Nullable String error() {
			return header("error-type");
		}

		@Override
		public String toString() {
			return this.opCode + " " + this.id + (this.more ? " more " : " ") + this.headers + " " + this.body.length
					+ " bytes";
		}

	}

}

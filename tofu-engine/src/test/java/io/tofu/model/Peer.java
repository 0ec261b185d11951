package io.tofu.model;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * A peer that is no engine. It never waits: what its socket does not take now is written
 * later, and what it does not read stays in the socket.
 */
final class Peer {

	/** So much is in the other side's socket as soon as it is written. */
	private static final int SURELY_ARRIVES = 16 << 10;

	private static final int ROOM = 1 << 17;

	private final Link link;

	private final int side;

	private final Medium medium;

	private Medium.@Nullable Door door;

	private @Nullable SocketChannel socket;

	/** What the socket did not take yet, from position to limit. */
	private ByteBuffer out = ByteBuffer.allocate(ROOM).flip();

	/** What is no complete frame yet, from position to limit. */
	private ByteBuffer in = ByteBuffer.allocate(ROOM).flip();

	/** What was said up to the last word, complete frames only. */
	private final List<Frame> said = new ArrayList<>();

	private final List<Frame> heard = new ArrayList<>();

	/** The frame of which a part was said. */
	private @Nullable Frame begun;

	/** The other part. */
	private byte[] rest = new byte[0];

	private long bytesSaid;

	private boolean lastWordSaid;

	private boolean leaving;

	private boolean gone;

	/** How a peer goes. */
	enum Leaving {

		/** Says that nothing more will come, and goes on listening. */
		HALF_CLOSE,
		/** Closes without looking. */
		CLOSE,
		/** Closes so that the other side sees a reset, where there is such a thing. */
		RESET

	}

	private Peer(Link link, int side, Medium medium) {
		this.link = link;
		this.side = side;
		this.medium = medium;
		link.peer(this);
	}

	/** A peer that waits for an application to connect. */
	static Peer waiting(Link link, Medium medium, Medium.Door door) throws IOException {
		Peer peer = new Peer(link, Link.ACCEPTED, medium);
		peer.door = door;
		door.socket().configureBlocking(false);
		return peer;
	}

	/** A peer that has connected to an application. */
	static Peer connected(Link link, Medium medium, SocketChannel socket) throws IOException {
		Peer peer = new Peer(link, Link.DIALLED, medium);
		peer.socket = socket;
		socket.configureBlocking(false);
		return peer;
	}

	int side() {
		return this.side;
	}

	List<Frame> said() {
		return this.said;
	}

	List<Frame> heard() {
		return this.heard;
	}

	boolean hasSaidFarewell() {
		return !this.said.isEmpty() && this.said.get(this.said.size() - 1).isFarewell();
	}

	/** Whether a part of a frame was heard last. */
	boolean hasHeardAPart() {
		return this.in.hasRemaining();
	}

	boolean isGone() {
		return this.gone;
	}

	boolean isConnected() {
		return this.socket != null;
	}

	/** Says a frame, as operations that travel. */
	void say(Frame frame) throws IOException {
		finishBegun();
		write(frame.encode());
		onSaid(frame);
	}

	/** Says so many bytes of a frame; the others come with the next frame, or never. */
	void sayPart(Frame frame, int count) throws IOException {
		finishBegun();
		byte[] bytes = frame.encode();
		int cut = Math.floorMod(count, bytes.length);
		ByteBuffer other = ByteBuffer.wrap(bytes, cut, bytes.length - cut);
		this.begun = frame;
		this.rest = new byte[other.remaining()];
		other.get(this.rest);
		write(Arrays.copyOf(bytes, cut));
	}

	/** Says something with an operation that does not travel. */
	void sayBad(Frame frame, int code) throws IOException {
		finishBegun();
		write(frame.encode(code));
		if (!this.lastWordSaid && !this.leaving) {
			this.lastWordSaid = true;
			this.link.mayEnd(1 - this.side, AmpeStatus.PROTOCOL_ERROR);
			this.link.mayLose(1 - this.side);
		}
	}

	/** Says the other part of a frame of which a part was said. */
	void finishBegun() throws IOException {
		Frame frame = this.begun;
		if (frame != null && !this.leaving) {
			this.begun = null;
			write(this.rest);
			onSaid(frame);
		}
	}

	private void onSaid(Frame frame) {
		if (this.lastWordSaid || this.leaving) {
			return;
		}
		this.said.add(frame);
		if (frame.isFarewell()) {
			this.lastWordSaid = true;
			this.link.mayEnd(1 - this.side);
		}
	}

	private void write(byte[] bytes) throws IOException {
		if (this.leaving) {
			return;
		}
		if (this.lastWordSaid) {
			// nobody reads this, and unread input may turn a close into a reset
			this.link.mayLose(1 - this.side);
		}
		this.bytesSaid += bytes.length;
		this.out = append(this.out, bytes);
		flush();
	}

	private static ByteBuffer append(ByteBuffer to, byte[] bytes) {
		ByteBuffer joined = (to.capacity() - to.remaining() >= bytes.length) ? to.compact()
				: ByteBuffer.allocate(2 * (to.remaining() + bytes.length)).put(to);
		return joined.put(bytes).flip();
	}

	/** Goes, in one way or another. */
	void leave(Leaving how) throws IOException {
		if (this.gone) {
			return;
		}
		this.leaving = true;
		this.link.mayLosePeer(1 - this.side);
		if (this.begun != null) {
			this.link.mayEnd(1 - this.side, AmpeStatus.RECV_FAILED);
		}
		flush();
		if (how == Leaving.HALF_CLOSE) {
			return;
		}
		this.link.mayLose(1 - this.side);
		if (this.socket == null) {
			this.link.mayFailToConnect();
		}
		// what goes as soon as it has come may be taken for a connect that failed
		this.link.mayEnd(Link.DIALLED, AmpeStatus.CONNECT_FAILED);
		// a reset throws away what the system has not sent yet, however little that is
		boolean mayBeThrownAway = how == Leaving.RESET || this.bytesSaid > SURELY_ARRIVES;
		if (this.out.hasRemaining() || (this.medium == Medium.TCP && mayBeThrownAway)) {
			this.link.mayLose(this.side);
			this.link.mayEnd(1 - this.side, AmpeStatus.RECV_FAILED);
		}
		if (how == Leaving.RESET && this.medium == Medium.TCP && this.socket != null) {
			this.socket.setOption(StandardSocketOptions.SO_LINGER, 0);
		}
		close();
	}

	/** Does what can be done now; returns whether that was something. */
	boolean pump() throws IOException {
		return !this.gone && (flush() | hear());
	}

	private boolean flush() throws IOException {
		SocketChannel open = accepted();
		if (open == null || !this.out.hasRemaining() && !this.leaving) {
			return false;
		}
		int before = this.out.remaining();
		try {
			open.write(this.out);
			if (this.leaving && !this.out.hasRemaining()) {
				open.shutdownOutput();
			}
		}
		catch (IOException ex) {
			// the other side has gone, which shows when it is listened to
			this.out.position(this.out.limit());
		}
		return this.out.remaining() < before;
	}

	/** Takes everything there is to hear. */
	boolean hear() throws IOException {
		SocketChannel open = accepted();
		boolean something = false;
		for (int count = 1; open != null && count > 0 && !this.gone;) {
			count = read(open);
			something |= count > 0;
			for (Frame next = Frame.next(this.in); next != null; next = Frame.next(this.in)) {
				this.heard.add(next);
			}
			if (count < 0) {
				close();
			}
		}
		return something;
	}

	private int read(SocketChannel open) {
		ByteBuffer buffer = this.in.compact();
		if (!buffer.hasRemaining()) {
			buffer = ByteBuffer.allocate(2 * buffer.capacity()).put(buffer.flip());
		}
		try {
			return open.read(buffer);
		}
		catch (IOException ex) {
			return -1;
		}
		finally {
			this.in = buffer.flip();
		}
	}

	private @Nullable SocketChannel accepted() throws IOException {
		if (this.socket == null && this.door != null && !this.gone) {
			this.socket = this.door.socket().accept();
			if (this.socket != null) {
				this.socket.configureBlocking(false);
			}
		}
		return this.socket;
	}

	/** Closes without a word. */
	void close() throws IOException {
		this.gone = true;
		if (this.socket != null) {
			this.socket.close();
		}
		if (this.door != null) {
			this.door.close();
		}
	}

}

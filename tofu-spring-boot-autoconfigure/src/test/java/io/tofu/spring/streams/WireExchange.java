package io.tofu.spring.streams;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import io.tofu.OpCode;
import io.tofu.spring.streams.RawPeer.Frame;
import io.tofu.spring.streams.Script.Deviation;
import io.tofu.spring.streams.Script.Shape;

/**
 * One exchange as a native peer has it that calls: sends elements while it has credit,
 * grants credit for what it has taken, and gives up where the script says so.
 */
final class WireExchange {

	private static final int FRAME_COST = 64;

	private static final int MOST_OF_A_PART = 5000;

	private final RawPeer peer;

	private final long id;

	private final Script script;

	private final Random random;

	/** Parts that are still to be sent, of the elements before the next one. */
	private final Queue<byte[]> parts = new ArrayDeque<>();

	private final int initialCredit;

	private long credit;

	private int sent;

	private boolean allSent;

	/** What the application may still send. */
	private long owed;

	private long taken;

	private final int window;

	private final ByteArrayOutputStream element = new ByteArrayOutputStream();

	private int received;

	private boolean allReceived;

	private boolean begun;

	private boolean cancelled;

	private boolean toldToStop;

	WireExchange(RawPeer peer, long id, Script script, int window, int credit, Random random) {
		this.peer = peer;
		this.id = id;
		this.script = script;
		this.window = window;
		this.owed = window;
		this.initialCredit = credit;
		this.credit = credit;
		this.random = random;
	}

	/** Sends the first frame, which says what is wanted besides being like all others. */
	void begin() {
		this.allSent = this.script.shape() == Shape.DOWN;
		if (this.allSent) {
			send(false, new byte[0]);
		}
		while (!this.begun) {
			sendMore();
		}
	}

	boolean isOver() {
		return this.allSent && this.allReceived;
	}

	/** Whether there is anything to say now. */
	boolean canAct() {
		return !isOver() && ((!this.allSent && (this.credit > 0 || this.toldToStop)) || this.taken > 0 || mayCancel());
	}

	private boolean mayCancel() {
		return this.script.has(Deviation.CALLER_STOPS, this.received) && !this.cancelled && !this.allReceived;
	}

	void act() {
		if (mayCancel()) {
			this.cancelled = true;
			this.peer.send(OpCode.SIGNAL, this.id, false, "", RawPeer.CANCEL, "response");
		}
		else if (this.taken > 0 && this.random.nextBoolean()) {
			grant(1 + this.random.nextLong(this.taken));
		}
		else if (!this.allSent && (this.credit > 0 || this.toldToStop)) {
			sendMore();
		}
		else if (this.taken > 0) {
			grant(this.taken);
		}
	}

	private void grant(long bytes) {
		this.taken -= bytes;
		this.owed += bytes;
		this.peer.credit("response", this.id, bytes);
	}

	private void sendMore() {
		if (this.toldToStop) {
			end("error-type", "cancelled");
		}
		else if (!this.parts.isEmpty()) {
			byte[] part = this.parts.remove();
			send(true, part, this.parts.isEmpty() ? new String[0] : new String[] { RawPeer.PART, "continued" });
		}
		else if (this.script.has(Deviation.SOURCE_FAILS, this.sent)) {
			end("error-type", "internal");
		}
		else if (this.sent == this.script.count()) {
			end(RawPeer.PART, "end");
		}
		else {
			cut(this.script.element(this.sent++));
		}
	}

	/** Parts of any length, also of none. */
	private void cut(byte[] whole) {
		int position = 0;
		do {
			int count = Math.min(whole.length - position, this.random.nextInt(MOST_OF_A_PART));
			this.parts.add(Arrays.copyOfRange(whole, position, position + count));
			position += count;
		}
		while (position < whole.length);
	}

	private void end(String name, String value) {
		this.allSent = true;
		send(false, new byte[0], name, value);
	}

	private void send(boolean more, byte[] body, String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		if (!this.begun) {
			this.begun = true;
			all.addAll(List.of("route", this.script.route(), Script.HEADER, this.script.toString()));
		}
		this.credit -= FRAME_COST + body.length;
		this.peer.send(OpCode.REQUEST, this.id, more, body, all.toArray(String[]::new));
	}

	/** Takes a frame of the application's; what is wrong with it, or an empty text. */
	String take(Frame frame) {
		if (frame.opCode() == OpCode.SIGNAL) {
			return takeSignal(frame);
		}
		if (frame.opCode() != OpCode.RESPONSE || this.allReceived) {
			return "not expected";
		}
		// An end that says why there is no more needs no credit
		String wrong = (this.owed <= 0 && frame.error() == null) ? "no credit for it, " + this.owed : "";
		this.owed -= FRAME_COST + frame.body().length;
		this.taken += FRAME_COST + frame.body().length;
		if (!frame.more()) {
			this.allReceived = true;
			this.taken = 0;
			// Nobody reads the rest of a request that is answered
			this.toldToStop = true;
			return wrong + wrongEnd(frame);
		}
		this.element.writeBytes(frame.body());
		if (!"continued".equals(frame.header(RawPeer.PART))) {
			boolean same = Arrays.equals(this.element.toByteArray(), this.script.element(this.received));
			this.element.reset();
			this.received++;
			return wrong + (same ? "" : "not the right element");
		}
		return wrong;
	}

	private String takeSignal(Frame frame) {
		String granted = frame.header(RawPeer.CREDIT);
		if (granted != null) {
			this.credit += Long.parseLong(granted.substring("request;".length()));
			return (this.credit > this.initialCredit) ? "more credit than was used, " + this.credit : "";
		}
		this.toldToStop = "request".equals(frame.header(RawPeer.CANCEL));
		return this.toldToStop ? "" : "not expected";
	}

	private String wrongEnd(Frame frame) {
		String error = frame.error();
		if (this.cancelled || (this.script.deviation() == Deviation.SOURCE_FAILS && this.allSent)) {
			return "";
		}
		boolean breaks = this.script.deviation() == Deviation.HANDLER_FAILS;
		if (breaks != Script.BROKEN.equals(error) || (!breaks && error != null)) {
			return "a wrong end";
		}
		int expected = breaks || this.script.deviation() == Deviation.HANDLER_STOPS ? this.script.after()
				: this.script.count();
		if (this.script.shape() == Shape.UP) {
			return (breaks || frame.text().equals(String.valueOf(expected))) ? "" : "a wrong answer";
		}
		return (this.received == expected) ? "" : this.received + " elements instead of " + expected;
	}

	@Override
	public String toString() {
		return "%d: %s, sent %d %s, credit %d, told to stop %s, received %d %s, owed %d, cancelled %s".formatted(
				this.id, this.script, this.sent, this.allSent, this.credit, this.toldToStop, this.received,
				this.allReceived, this.owed, this.cancelled);
	}

}

package io.tofu.model;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;

/**
 * One thing that an application, a bare peer or the operator does. A step whose link does
 * not exist does nothing, so that every part of a script is a script.
 */
sealed interface Step {

	void run(World world) throws IOException;

	/** An application connects to another one, or to itself. */
	record Dial(int link, int from, int to) implements Step {

		@Override
		public void run(World world) {
			world.dial(this.link, this.from, this.to);
		}

	}

	/** An application connects to a bare peer. */
	record DialPeer(int link, int from) implements Step {

		@Override
		public void run(World world) throws IOException {
			world.dialPeer(this.link, this.from);
		}

	}

	/** A bare peer connects to an application. */
	record ConnectPeer(int link, int to) implements Step {

		@Override
		public void run(World world) throws IOException {
			world.connectPeer(this.link, this.to);
		}

	}

	/** How a post misses its channel. */
	enum Aim {

		CHANNEL, NO_CHANNEL, STRANGE_CHANNEL, OTHER_GROUP

	}

	/** An application posts on its side of a link. */
	record Post(int link, int side, Aim aim, OpCode opCode, boolean noId, boolean more, int size) implements Step {

		/** Further than the numbers of a few sequences go at once. */
		private static final int STRANGE = 60_000;

		@Override
		public void run(World world) {
			Link on = world.link(this.link);
			App app = (on != null) ? on.app(this.side) : null;
			Line line = (on != null) ? on.line(this.side) : null;
			if (app == null || line == null) {
				return;
			}
			Frame frame = Frame.of(this.opCode, on.nextId(), this.more, this.size);
			frame = this.noId ? frame.withId(0) : frame;
			switch (this.aim) {
				case CHANNEL -> app.post(line, frame);
				case OTHER_GROUP -> {
					App other = world.neighbourOf(app);
					if (other != null) {
						other.post(line, frame);
					}
				}
				case NO_CHANNEL -> {
					if (!PostTable.opens(this.opCode)) {
						app.post(0, frame, AmpeStatus.INVALID_CHANNEL_NUMBER);
					}
				}
				case STRANGE_CHANNEL -> app.post(STRANGE, frame, AmpeStatus.INVALID_CHANNEL_NUMBER);
			}
		}

	}

	/** An application posts more than there is room for. */
	record Flood(int link, int side, int count) implements Step {

		private static final int SIZE = 60_000;

		@Override
		public void run(World world) {
			for (int i = 0; i < this.count; i++) {
				new Post(this.link, this.side, Aim.CHANNEL, OpCode.REQUEST, false, false, SIZE).run(world);
			}
		}

	}

	/** An application receives, waiting a moment for each message, or not. */
	record Receive(int app, int count, boolean waits, boolean answers) implements Step {

		private static final Duration MOMENT = Duration.ofMillis(1);

		@Override
		public void run(World world) {
			boolean more = true;
			for (int i = 0; i < this.count && more; i++) {
				more = world.app(this.app).receive(this.waits ? MOMENT : Duration.ZERO, this.answers);
			}
		}

	}

	/** An application tells itself something: nothing but that, or an id. */
	record Update(int app, int id) implements Step {

		@Override
		public void run(World world) {
			world.app(this.app).update(this.id);
		}

	}

	/** An application stops reading from one channel, or goes on. */
	record Pause(int link, int side, boolean pauses) implements Step {

		@Override
		public void run(World world) {
			Link on = world.link(this.link);
			App app = (on != null) ? on.app(this.side) : null;
			Line line = (on != null) ? on.line(this.side) : null;
			if (app == null || line == null) {
				return;
			}
			if (this.pauses) {
				app.group().pauseReceive(line.channel());
			}
			else {
				app.group().resumeReceive(line.channel());
			}
		}

	}

	/** An application posts to its listener, which takes a ByeSignal alone. */
	record PostToListener(int app, OpCode opCode) implements Step {

		@Override
		public void run(World world) {
			world.postToListener(this.app, this.opCode);
		}

	}

	/** An application closes its group. */
	record CloseGroup(int app) implements Step {

		@Override
		public void run(World world) {
			world.closeGroup(this.app);
		}

	}

	/** The engine of an application is closed. */
	record CloseEngine(int app) implements Step {

		@Override
		public void run(World world) {
			world.closeEngine(this.app);
		}

	}

	/** What a bare peer does. */
	sealed interface PeerStep extends Step {

		int link();

		void run(Link on, Peer peer) throws IOException;

		@Override
		default void run(World world) throws IOException {
			Link on = world.link(link());
			Peer peer = (on != null) ? on.peer() : null;
			if (peer != null) {
				run(on, peer);
			}
		}

	}

	/** A bare peer sends frames, and a part of another one if the cut is not 0. */
	record Say(int link, List<OpCode> opCodes, boolean more, int size, int cut) implements PeerStep {

		@Override
		public void run(Link on, Peer peer) throws IOException {
			for (OpCode opCode : this.opCodes) {
				peer.say(Frame.of(opCode, on.nextId(), this.more, this.size));
			}
			if (this.cut != 0) {
				peer.sayPart(Frame.of(OpCode.REQUEST, on.nextId(), this.more, this.size), this.cut);
			}
		}

	}

	/** A bare peer sends a frame with an operation that does not travel. */
	record SayBad(int link, int code) implements PeerStep {

		@Override
		public void run(Link on, Peer peer) throws IOException {
			peer.sayBad(Frame.of(OpCode.SIGNAL, on.nextId(), false, 0), this.code);
		}

	}

	/** A bare peer reads what has arrived. */
	record Hear(int link) implements PeerStep {

		@Override
		public void run(Link on, Peer peer) throws IOException {
			peer.hear();
		}

	}

	/** A bare peer goes. */
	record Leave(int link, Peer.Leaving how) implements PeerStep {

		@Override
		public void run(Link on, Peer peer) throws IOException {
			peer.leave(this.how);
		}

	}

}

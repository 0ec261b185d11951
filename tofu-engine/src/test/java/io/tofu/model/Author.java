package io.tofu.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.tofu.OpCode;
import io.tofu.model.Engines.Room;

/**
 * Makes scripts up.
 */
final class Author {

	private static final int MOST_STEPS = 40;

	private static final int TOO_LONG = 65_536;

	private static final List<OpCode> ANY = List.of(OpCode.values());

	private static final List<OpCode> FREQUENT = List.of(OpCode.REQUEST, OpCode.RESPONSE, OpCode.SIGNAL);

	private static final List<OpCode> TRAVELLING = List.of(OpCode.REQUEST, OpCode.RESPONSE, OpCode.SIGNAL,
			OpCode.HELLO_REQUEST, OpCode.HELLO_RESPONSE, OpCode.BYE_REQUEST, OpCode.BYE_RESPONSE, OpCode.BYE_SIGNAL);

	private final Random random;

	private final List<Step> steps = new ArrayList<>();

	/** The ends that applications have. */
	private final List<End> ends = new ArrayList<>();

	/** The links that bare peers have. */
	private final List<Integer> peers = new ArrayList<>();

	private int links;

	Author(Random random) {
		this.random = random;
	}

	Script write(Medium medium) {
		// not too little for two applications that talk to each other
		Room home = oneOf(List.of(Room.AMPLE, Room.SHORT_QUEUES, Room.SMALL_INBOX));
		Room guest = oneOf(List.of(Room.values()));
		int count = 3 + this.random.nextInt(MOST_STEPS);
		open();
		receive();
		while (this.steps.size() < count) {
			next();
		}
		return new Script(home, guest, medium, this.steps);
	}

	private void next() {
		int choice = this.random.nextInt(100);
		if (choice < 7) {
			open();
		}
		else if (choice < 30) {
			post();
		}
		else if (choice < 34) {
			close();
		}
		else if (choice < 38) {
			sayBye();
		}
		else if (choice < 42) {
			flood();
		}
		else if (choice < 60) {
			receive();
		}
		else if (choice < 65) {
			this.steps.add(pause(this.random.nextBoolean()));
		}
		else if (choice < 68) {
			this.steps.add(new Step.Update(app(), this.random.nextInt(3)));
		}
		else if (!this.peers.isEmpty()) {
			this.steps.add(peer(oneOf(this.peers)));
		}
	}

	private void open() {
		int link = ++this.links;
		switch (this.random.nextInt(4)) {
			case 0 -> {
				this.steps.add(new Step.DialPeer(link, app()));
				this.ends.add(new End(link, Link.DIALLED));
				this.peers.add(link);
			}
			case 1, 2 -> {
				this.steps.add(new Step.ConnectPeer(link, app()));
				this.ends.add(new End(link, Link.ACCEPTED));
				this.peers.add(link);
			}
			default -> {
				int from = app();
				// an engine whose few messages are all on their way to itself stands
				// still
				int to = (from == World.GUEST) ? this.random.nextInt(World.GUEST) : app();
				this.steps.add(new Step.Dial(link, from, to));
				this.ends.add(new End(link, Link.DIALLED));
				this.ends.add(new End(link, Link.ACCEPTED));
			}
		}
	}

	private void post() {
		switch (this.random.nextInt(10)) {
			case 0 -> post(oneOf(this.ends), oneOf(List.of(Step.Aim.values())), oneOf(ANY), size());
			case 1, 2 -> post(oneOf(this.ends), Step.Aim.CHANNEL, oneOf(ANY), size());
			case 3 -> post(oneOf(this.ends), Step.Aim.CHANNEL, oneOf(FREQUENT), TOO_LONG);
			default -> post(oneOf(this.ends), Step.Aim.CHANNEL, oneOf(FREQUENT), size());
		}
	}

	private void post(End end, Step.Aim aim, OpCode opCode, int size) {
		boolean noId = this.random.nextInt(10) == 0;
		boolean more = this.random.nextInt(4) == 0;
		this.steps.add(new Step.Post(end.link, end.side, aim, opCode, noId, more, size));
	}

	/** One says bye, perhaps both do, and say something more. */
	private void sayBye() {
		End end = oneOf(this.ends);
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			OpCode opCode = oneOf(List.of(OpCode.BYE_REQUEST, OpCode.BYE_REQUEST, OpCode.BYE_RESPONSE, OpCode.REQUEST,
					OpCode.SIGNAL));
			post(end, Step.Aim.CHANNEL, opCode, size());
		}
		if (this.random.nextBoolean()) {
			receive();
		}
	}

	private void flood() {
		End end = oneOf(this.ends);
		this.steps.add(new Step.Flood(end.link, end.side, 1 + this.random.nextInt(60)));
		for (int i = this.random.nextInt(4); i > 0; i--) {
			this.steps.add(new Step.Hear(end.link));
			receive();
		}
	}

	private void receive() {
		this.steps.add(new Step.Receive(app(), 1 + this.random.nextInt(10), this.random.nextBoolean(),
				this.random.nextBoolean()));
	}

	private Step pause(boolean pauses) {
		End end = oneOf(this.ends);
		return new Step.Pause(end.link, end.side, pauses);
	}

	private void close() {
		switch (this.random.nextInt(12)) {
			case 0 -> this.steps.add(new Step.CloseEngine(app()));
			case 1, 2 -> this.steps.add(new Step.CloseGroup(app()));
			case 3 -> this.steps.add(new Step.PostToListener(app(), oneOf(FREQUENT)));
			case 4, 5, 6 -> this.steps.add(new Step.PostToListener(app(), OpCode.BYE_SIGNAL));
			default -> post(oneOf(this.ends), Step.Aim.CHANNEL, OpCode.BYE_SIGNAL, 0);
		}
	}

	private Step peer(int link) {
		return switch (this.random.nextInt(20)) {
			case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> say(link, FREQUENT);
			case 9, 10 -> say(link, TRAVELLING);
			case 11 -> new Step.SayBad(link, OpCode.WELCOME_REQUEST.code() + this.random.nextInt(8));
			case 12, 13 -> new Step.Leave(link, oneOf(List.of(Peer.Leaving.values())));
			default -> new Step.Hear(link);
		};
	}

	private Step say(int link, List<OpCode> from) {
		List<OpCode> opCodes = new ArrayList<>();
		for (int i = this.random.nextInt(6); i > 0; i--) {
			opCodes.add(oneOf(from));
		}
		int cut = this.random.nextBoolean() ? 0 : 1 + this.random.nextInt(100);
		return new Step.Say(link, opCodes, this.random.nextInt(4) == 0, size(), cut);
	}

	private int size() {
		return switch (this.random.nextInt(10)) {
			case 0 -> 65_535;
			case 1, 2 -> this.random.nextInt(10_000);
			case 3, 4 -> 0;
			default -> this.random.nextInt(100);
		};
	}

	private int app() {
		return this.random.nextInt(World.APPS);
	}

	private <T> T oneOf(List<T> all) {
		return all.get(this.random.nextInt(all.size()));
	}

	/** An application's end of a link. */
	private record End(int link, int side) {
	}

}

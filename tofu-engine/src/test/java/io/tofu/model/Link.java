package io.tofu.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * One connection: the side that dialled, 0, and the side that accepted, 1. Each is an
 * application's line or a bare peer.
 */
final class Link {

	static final int DIALLED = 0;

	static final int ACCEPTED = 1;

	private static final int NUMBER_SHIFT = 24;

	private final int number;

	private final @Nullable App[] apps;

	private final @Nullable Line[] lines = new @Nullable Line[2];

	private @Nullable Peer peer;

	/** By side: why its channel may end, as a status. None: it must not. */
	private final List<Set<AmpeStatus>> causes = List.of(EnumSet.noneOf(AmpeStatus.class),
			EnumSet.noneOf(AmpeStatus.class));

	/** By side: whether what it sends may be lost. */
	private final boolean[] loses = new boolean[2];

	private long lastId;

	/** A link between two applications; null stands for a bare peer. */
	Link(int number, @Nullable App dialling, @Nullable App accepting) {
		this.number = number;
		this.apps = new @Nullable App[] { dialling, accepting };
		this.lastId = (long) number << NUMBER_SHIFT;
	}

	/** The number of the link whose messages have such ids. */
	static int numberOf(long id) {
		return (int) (id >>> NUMBER_SHIFT);
	}

	int number() {
		return this.number;
	}

	/** The id of the next message, whoever sends it. */
	long nextId() {
		return ++this.lastId;
	}

	/** The application at that side; null if it is a bare peer. */
	@Nullable App app(int side) {
		return this.apps[side];
	}

	void peer(Peer peer) {
		this.peer = peer;
	}

	@Nullable Peer peer() {
		return this.peer;
	}

	void line(int side, Line line) {
		Laws.require(this.lines[side] == null, "one channel for side " + side + " of " + this);
		this.lines[side] = line;
	}

	@Nullable Line line(int side) {
		return this.lines[side];
	}

	/** What a side was seen to get. */
	List<Frame> arrivedAt(int side) {
		if (this.peer != null && this.peer.side() == side) {
			return this.peer.heard();
		}
		Line line = this.lines[side];
		return (line != null) ? line.received() : List.of();
	}

	/** The channel of that side may end now. */
	void mayEnd(int side, AmpeStatus... why) {
		this.causes.get(side).addAll(List.of(why));
		this.causes.get(side).add(AmpeStatus.CHANNEL_CLOSED);
	}

	/** The other side of that one goes. */
	void mayLosePeer(int side) {
		mayEnd(side, AmpeStatus.PEER_DISCONNECTED, AmpeStatus.SEND_FAILED);
	}

	/** The side drops the connection: neither side may get what it was sent. */
	void isDroppedBy(int side) {
		mayEnd(side);
		mayLosePeer(1 - side);
		mayEnd(1 - side, AmpeStatus.RECV_FAILED);
		mayLose(0);
		mayLose(1);
	}

	/** There may be nobody at the accepting side. */
	void mayFailToConnect() {
		mayEnd(DIALLED, AmpeStatus.CONNECT_FAILED, AmpeStatus.UDS_PATH_NOT_FOUND);
		isDroppedBy(ACCEPTED);
	}

	/** What that side sends may not arrive. */
	void mayLose(int fromSide) {
		this.loses[fromSide] = true;
	}

	boolean loses(int fromSide) {
		return this.loses[fromSide];
	}

	Set<AmpeStatus> causes(int side) {
		return this.causes.get(side);
	}

	@Override
	public String toString() {
		return "link " + this.number;
	}

}

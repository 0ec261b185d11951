package io.tofu.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.tofu.OpCode;

/**
 * What holds for every connection, whatever happened to it.
 */
final class Laws {

	private Laws() {
	}

	static void require(boolean holds, String what) {
		if (!holds) {
			throw new AssertionError("Expected " + what);
		}
	}

	/** Whether messages of a line wait behind a bye, for nothing but its end. */
	static boolean isHoldingBack(Line line) {
		return !Plan.of(line.accepted()).toHold().isEmpty();
	}

	/** Checks a link of which everything is over. */
	static void check(Link link) {
		for (int side = Link.DIALLED; side <= Link.ACCEPTED; side++) {
			Line line = link.line(side);
			if (line != null) {
				checkReturned(line, link);
				checkSent(line, link);
			}
		}
		Peer peer = link.peer();
		if (peer != null) {
			checkSaid(peer, link);
		}
	}

	/**
	 * What came back is the end of what was to be sent, in order, and everything that a
	 * bye held back, in order.
	 */
	private static void checkReturned(Line line, Link link) {
		Plan plan = Plan.of(line.accepted());
		List<Frame> unsent = plan.unsent(line.returned());
		List<Frame> heldBack = plan.heldBack(line.returned());
		require(unsent.size() + heldBack.size() == line.returned().size(), "each once of what was posted: " + line);
		int first = plan.toSend().size() - unsent.size();
		if (line.hasEnded()) {
			require(heldBack.equals(plan.toHold()), "all that was held back, in order, of " + line);
		}
		else {
			// its group was closed while messages came back
			first = plan.firstOf(unsent);
			require(isBeginning(heldBack, plan.toHold()), "what was held back, in order, of " + line);
		}
		require(first >= 0 && isBeginning(unsent, plan.toSend().subList(first, plan.toSend().size())),
				"the last ones, in order, of " + line);
		require(line.returnedWith() == null || link.causes(line.side()).contains(line.returnedWith()),
				"one of " + link.causes(line.side()) + ", not " + line.returnedWith() + ", for " + line);
	}

	/** What arrived is the beginning of what was sent; all of it after a good end. */
	private static void checkSent(Line line, Link link) {
		Plan plan = Plan.of(line.accepted());
		List<Frame> sent = plan.toSend().subList(0, plan.firstOf(plan.unsent(line.returned())));
		List<Frame> arrived = link.arrivedAt(1 - line.side());
		boolean all = line.hasEnded() && !link.loses(line.side());
		requireArrived(sent, arrived, all, line + " at the other side");
		Peer peer = link.peer();
		if (all && peer != null && peer.hasSaidFarewell()) {
			require(!peer.hasHeardAPart(), "a frame that has begun finished by " + line);
		}
	}

	/** What was received is the beginning of what the peer said. */
	private static void checkSaid(Peer peer, Link link) {
		int side = 1 - peer.side();
		Line line = link.line(side);
		// a reset in the moment it is connected takes along what the peer has said before
		boolean wasUp = line == null
				|| line.returned().stream().noneMatch((frame) -> frame.opCode() == OpCode.HELLO_REQUEST);
		boolean all = wasUp && !link.loses(peer.side());
		requireArrived(peer.said(), link.arrivedAt(side), all, (line != null) ? line.toString() : "nobody");
	}

	private static void requireArrived(List<Frame> sent, List<Frame> arrived, boolean all, String where) {
		require(isBeginning(arrived, sent),
				"the beginning of " + Frame.show(sent) + ", not " + Frame.show(arrived) + " from " + where);
		require(!all || arrived.size() == sent.size(),
				"all of " + Frame.show(sent) + ", not " + Frame.show(arrived) + " from " + where);
	}

	private static boolean isBeginning(List<Frame> some, List<Frame> all) {
		return some.size() <= all.size() && some.equals(all.subList(0, some.size()));
	}

	/**
	 * What a line may send and what it holds back: after its ByeResponse everything,
	 * after its ByeRequest everything but a ByeResponse.
	 */
	private record Plan(List<Frame> toSend, List<Frame> toHold) {

		static Plan of(List<Frame> accepted) {
			Plan plan = new Plan(new ArrayList<>(), new ArrayList<>());
			boolean asked = false;
			boolean answered = false;
			for (Frame frame : accepted) {
				boolean answers = frame.opCode() == OpCode.BYE_RESPONSE;
				if (answered || (asked && !answers)) {
					plan.toHold.add(frame);
				}
				else {
					plan.toSend.add(frame);
					answered = answers;
					asked |= frame.opCode() == OpCode.BYE_REQUEST;
				}
			}
			return plan;
		}

		List<Frame> unsent(List<Frame> returned) {
			return both(returned, this.toSend);
		}

		/**
		 * Where in what was to be sent something starts; behind it if there is nothing.
		 */
		int firstOf(List<Frame> unsent) {
			return unsent.isEmpty() ? this.toSend.size() : this.toSend.indexOf(unsent.get(0));
		}

		List<Frame> heldBack(List<Frame> returned) {
			return both(returned, this.toHold);
		}

		private static List<Frame> both(List<Frame> returned, List<Frame> planned) {
			Set<Long> ids = new HashSet<>();
			planned.forEach((frame) -> ids.add(frame.id()));
			return returned.stream().filter((frame) -> ids.contains(frame.id())).toList();
		}

	}

}

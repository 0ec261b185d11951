package io.tofu.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.MessageRole;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One application: a group of an engine, its lines, and what it tells itself. Everything
 * it does is checked at once as far as it can be.
 */
final class App {

	private static final long WELCOME_ID = 7;

	private static final int MANY = 100;

	private final Ampe ampe;

	private final PostTable.Limits limits;

	private final int mostUpdates;

	private final boolean fewMessages;

	private final LongFunction<@Nullable Link> links;

	private final ChannelGroup group;

	private final Map<Integer, Line> lines = new LinkedHashMap<>();

	/** Ids of the messages to itself that did not arrive yet; 0 for blank ones. */
	private final Deque<Long> updates = new ArrayDeque<>();

	private @Nullable Welcome welcome;

	private boolean closed;

	/** An application on an engine that finds links by the ids of their messages. */
	App(Engines.Engine engine, LongFunction<@Nullable Link> links) {
		this.ampe = engine.ampe();
		this.limits = new PostTable.Limits(engine.options().sendQueueMessages(), engine.options().sendQueueBytes());
		this.mostUpdates = 2 * engine.options().inboxMessages();
		this.fewMessages = engine.options().initialPoolSize() < MANY;
		this.links = links;
		this.group = this.ampe.createGroup();
	}

	Ampe ampe() {
		return this.ampe;
	}

	ChannelGroup group() {
		return this.group;
	}

	Collection<Line> lines() {
		return this.lines.values();
	}

	boolean isClosed() {
		return this.closed;
	}

	/** The group, or the whole engine, was closed. */
	void onClosed() {
		this.closed = true;
	}

	/** Whether its engine's pool may well be empty. */
	boolean hasFewMessages() {
		return this.fewMessages;
	}

	/** Whether every channel it has heard of has ended. */
	boolean isQuiet() {
		return this.lines.values().stream().allMatch(Line::hasEnded);
	}

	// posting

	/** Connects a link to an address. */
	void dial(Link link, Address address, int size) {
		Frame hello = Frame.of(OpCode.HELLO_REQUEST, link.nextId(), false, size)
			.withHeader(Address.CONNECT_TO, address.wire());
		Line line = new Line(post(0, hello, AmpeStatus.SUCCESS), true);
		this.lines.put(line.channel(), line);
		line.link(link);
		line.onPosted(hello, AmpeStatus.SUCCESS);
	}

	/** Posts to a line of this application, or of another one. */
	void post(Line line, Frame frame) {
		try (Message message = blank()) {
			if (message != null) {
				post(line, frame.write(message).channelNumber(line.channel()));
			}
		}
	}

	private void post(Line line, Message message) {
		Frame frame = Frame.of(message);
		boolean own = this.lines.get(line.channel()) == line;
		Posted posted = post(message, frame,
				own ? PostTable.allowed(line, frame.opCode(), this.limits) : PostTable.allowedFromAnotherGroup(line));
		if (own && PostTable.check(frame, line.channel()) == AmpeStatus.SUCCESS) {
			line.onPosted(frame.withId(posted.id), posted.status);
		}
	}

	/**
	 * Posts to a channel that is none of the lines; returns the number of the channel.
	 */
	int post(int channel, Frame frame, AmpeStatus... allowed) {
		try (Message message = blank()) {
			if (message == null) {
				return 0;
			}
			frame.write(message).channelNumber(channel);
			return post(message, frame, EnumSet.copyOf(List.of(allowed))).channel;
		}
	}

	private @Nullable Message blank() {
		try {
			return this.ampe.get();
		}
		catch (AmpeException ex) {
			Laws.require(this.closed && ex.status() == AmpeStatus.SHUTDOWN_STARTED, "a message to write: " + ex);
			return null;
		}
	}

	/** Posts, and checks what comes of it. */
	private Posted post(Message message, Frame frame, Set<AmpeStatus> ofChannel) {
		BinaryHeader before = message.header();
		AmpeStatus broken = PostTable.check(frame, before.channelNumber());
		Set<AmpeStatus> allowed = this.closed ? Set.of(AmpeStatus.SHUTDOWN_STARTED)
				: (broken != AmpeStatus.SUCCESS) ? Set.of(broken) : ofChannel;
		Posted posted;
		try {
			BinaryHeader header = this.group.post(message);
			posted = new Posted(AmpeStatus.SUCCESS, header.channelNumber(), header.messageId());
			Laws.require(posted.id != 0 && (frame.id() == 0 || frame.id() == posted.id),
					"the id of " + frame + ", not " + header);
		}
		catch (AmpeException ex) {
			posted = new Posted(ex.status(), before.channelNumber(), before.messageId());
			Laws.require(before.equals(message.header()) && frame.equals(Frame.of(message)),
					"what was refused unchanged: " + frame + ", not " + message.header());
		}
		Laws.require(allowed.contains(posted.status),
				"one of " + allowed + " for " + frame + " on channel " + before.channelNumber() + ", not " + posted);
		return posted;
	}

	/** Tells itself something: a blank message, or one with this id. */
	void update(long id) {
		AmpeStatus expected = this.closed ? AmpeStatus.SHUTDOWN_STARTED
				: (this.updates.size() >= this.mostUpdates) ? AmpeStatus.INBOX_FULL : AmpeStatus.SUCCESS;
		AmpeStatus actual = AmpeStatus.SUCCESS;
		try (Message message = (id != 0) ? this.ampe.get().messageId(id) : null) {
			this.group.updateReceiver(message);
			this.updates.add(id);
		}
		catch (AmpeException ex) {
			actual = ex.status();
		}
		Laws.require(actual == expected, expected + " for an update, not " + actual);
	}

	/** Everything it told itself has arrived. */
	void assertUpdated() {
		Laws.require(this.closed || this.updates.isEmpty(), "no updates left, but " + this.updates);
	}

	// receiving

	/** Takes the next message, and answers it if it asks for an answer. */
	boolean receive(Duration patience, boolean answer) {
		try (Message message = this.group.waitReceive(patience)) {
			if (message != null) {
				onMessage(message);
				if (answer && asks(message)) {
					answer(message);
				}
			}
			return message != null;
		}
		catch (AmpeException ex) {
			Laws.require(this.closed && ex.status() == AmpeStatus.SHUTDOWN_STARTED, "a message: " + ex);
			return false;
		}
	}

	private boolean asks(Message message) {
		return message.isFromApplication() && message.status() == AmpeStatus.SUCCESS
				&& message.opCode().role() == MessageRole.REQUEST && !this.closed;
	}

	private void onMessage(Message message) {
		Welcome listening = this.welcome;
		if (message.status() == AmpeStatus.RECEIVER_UPDATE) {
			Long expected = this.updates.poll();
			Laws.require(expected != null && expected == message.messageId(),
					"update " + expected + ", not " + message);
		}
		else if (listening != null && listening.channel() == message.channelNumber()) {
			listening.onMessage(message);
		}
		else {
			onLine(message);
		}
	}

	private void onLine(Message message) {
		Line line = this.lines.computeIfAbsent(message.channelNumber(), (channel) -> new Line(channel, false));
		Link link = message.isFromApplication() ? this.links.apply(message.messageId()) : null;
		if (line.link() == null && link != null) {
			line.link(link);
		}
		line.onMessage(message);
		Link known = line.link();
		Laws.require(!line.hasEnded() || known == null || !known.causes(line.side()).isEmpty(),
				"a cause for the end of " + line);
	}

	/** Answers in the same message. */
	private void answer(Message message) {
		Line line = this.lines.get(message.channelNumber());
		OpCode reply = message.opCode().reply();
		Laws.require(line != null && reply != null, "a line and an answer for " + message);
		if (reply == OpCode.BYE_RESPONSE) {
			line.onByeAnswered(message.messageId());
		}
		post(line, message.opCode(reply).more(false));
	}

	/** Answers every ByeRequest that is unanswered. */
	void answerByes() {
		for (Line line : List.copyOf(this.lines.values())) {
			for (Long id = line.takeUnansweredBye(); id != null; id = line.takeUnansweredBye()) {
				post(line, Frame.of(OpCode.BYE_RESPONSE, id, false, 0));
			}
		}
	}

	// listening

	/** Where this application listens, from now on if it never did. */
	@Nullable Address listens(Medium medium, Duration patience) {
		if (this.welcome == null && !this.closed) {
			Frame frame = Frame.of(OpCode.WELCOME_REQUEST, WELCOME_ID, false, 0)
				.withHeader(Address.LISTEN_ON, medium.freshServer().wire());
			this.welcome = new Welcome(post(0, frame, AmpeStatus.SUCCESS), WELCOME_ID);
			while (this.welcome.address() == null) {
				Laws.require(receive(patience, false), "an answer to a WelcomeRequest");
			}
		}
		Address server = (this.welcome != null) ? this.welcome.address() : null;
		return (server != null) ? medium.clientOf(server) : null;
	}

	/** Whether clients find it; if not, what {@link #listens} tells is a dead end. */
	boolean isListening() {
		return this.welcome != null && !this.welcome.isClosing() && !this.closed;
	}

	/** Whether its listener, if there is one, holds a channel. */
	boolean holdsListener() {
		return this.welcome != null && !this.welcome.hasEnded() && !this.closed;
	}

	/** Posts to its own listener, which takes a ByeSignal and nothing else. */
	void postToListener(OpCode opCode, long id) {
		Welcome listening = this.welcome;
		if (listening == null) {
			return;
		}
		boolean closes = opCode == OpCode.BYE_SIGNAL;
		AmpeStatus expected = closes ? AmpeStatus.SUCCESS : AmpeStatus.NOT_ALLOWED;
		AmpeStatus late = listening.isClosing() ? AmpeStatus.INVALID_CHANNEL_NUMBER : expected;
		post(listening.channel(), Frame.of(opCode, id, false, 0), listening.hasEnded() ? late : expected, late);
		if (closes) {
			listening.onByeSignal(id);
		}
	}

	/** What came of a post. */
	private record Posted(AmpeStatus status, int channel, long id) {
	}

}

package io.tofu.model;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Three applications on two engines, and the links they and bare peers make. One thread
 * does everything, so that what happened before what is known; only the engines' own
 * threads run beside it.
 */
final class World implements AutoCloseable {

	static final int APPS = 3;

	/** The application that has an engine to itself, with less room. */
	static final int GUEST = 2;

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration MOMENT = Duration.ofMillis(1);

	private static final long BYE_ID = 9;

	/** By application. */
	private final List<Engines.Engine> engines;

	private final Medium medium;

	private final List<App> apps = new ArrayList<>();

	private final Map<Integer, Link> links = new LinkedHashMap<>();

	World(Engines engines, Engines.Room home, Engines.Room guest, Medium medium) {
		Engines.Engine shared = engines.get("home", home);
		this.engines = List.of(shared, shared, engines.get("guest", guest));
		this.medium = medium;
		for (Engines.Engine engine : this.engines) {
			this.apps.add(new App(engine, (id) -> this.links.get(Link.numberOf(id))));
		}
	}

	App app(int index) {
		return this.apps.get(index);
	}

	/** Another application on the same engine; null if there is none. */
	@Nullable App neighbourOf(App app) {
		int index = this.apps.indexOf(app);
		return (index == GUEST) ? null : app(1 - index);
	}

	@Nullable Link link(int number) {
		return this.links.get(number);
	}

	// opening

	void dial(int number, int from, int to) {
		Address address = app(to).listens(this.medium, PATIENCE);
		if (address != null && !app(from).isClosed()) {
			Link link = new Link(number, app(from), app(to));
			this.links.put(number, link);
			if (!app(to).isListening()) {
				link.mayFailToConnect();
			}
			app(from).dial(link, address, number);
		}
	}

	void dialPeer(int number, int from) throws IOException {
		if (!app(from).isClosed()) {
			Link link = new Link(number, app(from), null);
			this.links.put(number, link);
			Medium.Door door = this.medium.listen();
			Peer.waiting(link, this.medium, door);
			app(from).dial(link, door.address(), number);
		}
	}

	void connectPeer(int number, int to) throws IOException {
		Address address = app(to).listens(this.medium, PATIENCE);
		if (address != null && app(to).isListening()) {
			Link link = new Link(number, null, app(to));
			this.links.put(number, link);
			SocketChannel socket = this.medium.connect(address);
			Peer.connected(link, this.medium, socket);
		}
	}

	// closing

	/** Posts to a listener, which ends by a ByeSignal. */
	void postToListener(int index, OpCode opCode) {
		app(index).postToListener(opCode, BYE_ID);
		if (opCode != OpCode.BYE_SIGNAL) {
			return;
		}
		for (Link link : this.links.values()) {
			if (link.app(Link.ACCEPTED) == app(index) && link.line(Link.ACCEPTED) == null) {
				link.mayFailToConnect();
			}
		}
	}

	void closeGroup(int index) {
		onClosing(app(index));
		app(index).group().close();
	}

	void closeEngine(int index) {
		for (int i = 0; i < APPS; i++) {
			if (this.engines.get(i) == this.engines.get(index)) {
				onClosing(app(i));
			}
		}
		app(index).ampe().close();
	}

	private void onClosing(App app) {
		app.onClosed();
		for (Link link : this.links.values()) {
			for (int side = Link.DIALLED; side <= Link.ACCEPTED; side++) {
				if (link.app(side) == app) {
					link.isDroppedBy(side);
				}
			}
			if (link.app(Link.ACCEPTED) == app) {
				link.mayFailToConnect();
			}
		}
	}

	// the end

	/** Lets everything that is open come to a good end, and checks what happened. */
	void settle() throws IOException {
		for (Link link : this.links.values()) {
			part(link);
		}
		pumpUntil(this::isOver);
		for (App app : this.apps) {
			app.postToListener(OpCode.BYE_SIGNAL, BYE_ID);
		}
		pumpUntil(() -> channels() == 0);
		for (App app : this.apps) {
			while (app.receive(Duration.ZERO, false)) {
				// what it has told itself
			}
			app.assertUpdated();
		}
		this.links.values().forEach(Laws::check);
		close();
		this.engines.forEach(Engines.Engine::assertUnused);
	}

	/** Starts a good end of a link. */
	private static void part(Link link) throws IOException {
		Peer peer = link.peer();
		Line dialled = link.line(Link.DIALLED);
		for (int side = Link.DIALLED; side <= Link.ACCEPTED; side++) {
			link.mayLosePeer(side);
			Line line = link.line(side);
			App app = link.app(side);
			if (line != null && app != null && !line.hasEnded()) {
				app.group().resumeReceive(line.channel());
				if (app.hasFewMessages() && Laws.isHoldingBack(line)) {
					// what it holds back may be all there is, so that it cannot even read
					app.post(line, Frame.of(OpCode.BYE_SIGNAL, link.nextId(), false, 0));
				}
			}
		}
		if (peer != null) {
			if (link.number() % 2 == 0) {
				peer.finishBegun();
			}
			peer.leave(Peer.Leaving.HALF_CLOSE);
		}
		else if (dialled != null && !dialled.hasEnded() && link.app(Link.DIALLED) != null) {
			link.app(Link.DIALLED).post(dialled, Frame.of(OpCode.BYE_REQUEST, link.nextId(), false, 0));
		}
	}

	private void pumpUntil(BooleanSupplier reached) throws IOException {
		long start = System.nanoTime();
		while (!reached.getAsBoolean()) {
			if (!pump()) {
				this.apps.stream()
					.filter((app) -> !app.isClosed())
					.findFirst()
					.ifPresent((app) -> app.receive(MOMENT, false));
			}
			Laws.require(System.nanoTime() - start < PATIENCE.toNanos(), "an end, but open is " + this);
		}
	}

	private boolean pump() throws IOException {
		boolean something = false;
		for (Link link : this.links.values()) {
			Peer peer = link.peer();
			if (peer != null) {
				something |= peer.pump();
				App app = link.app(1 - peer.side());
				Line line = link.line(1 - peer.side());
				if (!peer.isConnected() && (app == null || app.isClosed() || line == null || line.hasEnded())) {
					peer.close();
				}
			}
		}
		for (App app : this.apps) {
			while (app.receive(Duration.ZERO, false)) {
				something = true;
			}
			app.answerByes();
		}
		return something;
	}

	private boolean isOver() {
		return this.links.values().stream().allMatch(World::isOver)
				&& this.apps.stream().allMatch((app) -> app.isClosed() || app.isQuiet()) && channels() == listeners();
	}

	/** Whether a bare peer has gone, and was noticed if it must be. */
	private static boolean isOver(Link link) {
		Peer peer = link.peer();
		return peer == null || (peer.isGone()
				&& (peer.said().isEmpty() || link.loses(peer.side()) || link.line(1 - peer.side()) != null));
	}

	private long channels() {
		return this.engines.stream().distinct().mapToLong((engine) -> engine.ampe().stats().channels()).sum();
	}

	private long listeners() {
		return this.apps.stream().filter(App::holdsListener).count();
	}

	@Override
	public void close() throws IOException {
		for (Link link : this.links.values()) {
			Peer peer = link.peer();
			if (peer != null) {
				peer.close();
			}
		}
		this.apps.forEach((app) -> app.group().close());
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		for (App app : this.apps) {
			app.lines().stream().filter((line) -> !line.hasEnded()).forEach((line) -> text.append("\n  ").append(line));
		}
		return text.append("\n  ").append(channels()).append(" channels").toString();
	}

}

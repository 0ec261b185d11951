package io.tofu.engine;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelNumbers;
import io.tofu.EngineListener;
import io.tofu.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener: from its WelcomeRequest to its end. All with the turn. */
final class Acceptor extends Channel {

	private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);

	/** How many connections are accepted before the others have their turn. */
	private static final int ACCEPTS_PER_PASS = 64;

	private static final long RETRY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	private final Deadlines.Deadline retry = new Deadlines.Deadline(this::resumeAccepting);

	/** Waits for its address to be resolved. */
	private @Nullable Envelope welcome;

	private @Nullable ServerSocketChannel socket;

	private @Nullable UnixListening unix;

	private @Nullable SelectionKey key;

	private long welcomeId;

	private volatile @Nullable String bound;

	private boolean failing;

	private boolean ending;

	private @Nullable String endReason;

	private boolean gone;

	Acceptor(int number, Group group, Reactor reactor) {
		super(number, group, reactor);
	}

	@Override
	Ends ends() {
		return Ends.listening(this.bound);
	}

	@Override
	void onPosted(Envelope envelope) {
		if (envelope.opCode() == OpCode.WELCOME_REQUEST && !this.ending && !group().members().isClosing()) {
			start(envelope);
		}
		else if (envelope.opCode() == OpCode.BYE_SIGNAL && !this.ending) {
			onByeSignal(envelope);
			end(AmpeStatus.CHANNEL_CLOSED, "closed by the application");
		}
		else {
			giveBack(envelope, AmpeStatus.CHANNEL_CLOSED, null);
			end(AmpeStatus.CHANNEL_CLOSED, null);
		}
	}

	private void start(Envelope welcome) {
		this.welcomeId = welcome.messageId();
		this.welcome = welcome;
		announce(this.welcomeId);
		group().members().add(this);
		try {
			Address address = welcome.address();
			if (address instanceof Address.TcpServer tcp) {
				resolve(tcp);
			}
			else if (address instanceof Address.UdsServer uds) {
				listenUnix(uds);
			}
		}
		catch (AmpeException ex) {
			end(ex.status(), Reasons.of(ex));
		}
	}

	private void resolve(Address.TcpServer tcp) {
		if (tcp.host().isEmpty()) {
			listenTcp(tcp, (options) -> Sockets.listenEverywhere(tcp.port(), options));
			return;
		}
		reactor().resolver().resolve(tcp.host(), tcp.port(), reactor()::execute, (found, failure) -> {
			if (this.ending) {
				return;
			}
			if (found != null) {
				listenTcp(tcp, (options) -> Sockets.listen(preferred(found), options));
			}
			else {
				end(AmpeStatus.INVALID_ADDRESS, Resolver.reason(tcp.host(), failure));
			}
		});
	}

	/** A name that has both kinds of address listens where its IPv4 clients look. */
	private static InetSocketAddress preferred(List<InetSocketAddress> found) {
		return found.stream()
			.filter((address) -> !(address.getAddress() instanceof Inet6Address))
			.findFirst()
			.orElse(found.get(0));
	}

	private void listenTcp(Address.TcpServer wanted, Listening listening) {
		try {
			ServerSocketChannel opened = listening.open(reactor().options());
			this.socket = opened;
			int port = ((InetSocketAddress) opened.getLocalAddress()).getPort();
			onListening(opened, new Address.TcpServer(wanted.host(), port));
		}
		catch (IOException | RuntimeException ex) {
			end(AmpeStatus.LISTEN_FAILED, Reasons.of("cannot listen on " + wanted, ex));
		}
	}

	private void listenUnix(Address.UdsServer wanted) {
		try {
			Path path = wanted.path().isEmpty() ? temporaryPath() : Path.of(wanted.path());
			UnixListening opened = UnixListening.open(path, reactor().options());
			this.unix = opened;
			this.socket = opened.socket();
			onListening(opened.socket(), new Address.UdsServer(path.toString()));
		}
		catch (InvalidPathException ex) {
			end(AmpeStatus.INVALID_ADDRESS, Reasons.of("no path of this system", ex));
		}
		catch (IOException | RuntimeException ex) {
			end(AmpeStatus.LISTEN_FAILED, Reasons.of("cannot listen on " + wanted, ex));
		}
	}

	private static Path temporaryPath() throws IOException {
		Path path = Files.createTempFile("tofu", ".sock");
		Files.delete(path);
		return path;
	}

	private void onListening(ServerSocketChannel opened, Address bound) throws IOException {
		this.key = reactor().poller().register(opened, SelectionKey.OP_ACCEPT, this);
		this.bound = bound.toString();
		logger.debug("Channel {} listens on {}", number(), bound);
		Envelope response = takeWelcome();
		response.opCode(OpCode.WELCOME_RESPONSE);
		response.textHeaders().set(Address.LISTEN_ON, bound.wire());
		settle(response);
		tell(EngineListener::onChannelOpened);
		group().deliver(response);
	}

	private Envelope takeWelcome() {
		Envelope taken = this.welcome;
		assert taken != null : "there is one until it is answered";
		this.welcome = null;
		return taken;
	}

	@Override
	public void onReady(SelectionKey ready) throws IOException {
		for (int i = 0; i < ACCEPTS_PER_PASS && !this.ending; i++) {
			if (group().isChoked()) {
				pauseAccepting();
				group().members().pause(this);
				return;
			}
			String obstacle = reactor().admission().obstacle();
			if (obstacle != null && i > 0) {
				// nobody may be waiting: the selector tells
				return;
			}
			if (obstacle != null) {
				onAcceptFailed(obstacle);
				reactor().admission().await(this);
				return;
			}
			SocketChannel accepted = accept(i > 0);
			if (accepted == null) {
				return;
			}
			onAccepted(accepted);
		}
	}

	/**
	 * Accepts a connection, if one is waiting.
	 * @param more whether one was accepted before: the system fails even if nobody waits
	 */
	private @Nullable SocketChannel accept(boolean more) {
		ServerSocketChannel listening = this.socket;
		assert listening != null : "ready";
		try {
			SocketChannel accepted = listening.accept();
			this.failing &= accepted == null;
			return accepted;
		}
		catch (IOException ex) {
			if (more) {
				return null;
			}
			onAcceptFailed(Reasons.of(ex));
			reactor().deadlines().set(this.retry, reactor().now() + RETRY_INTERVAL);
			return null;
		}
	}

	private void onAccepted(SocketChannel accepted) {
		int number = reactor().table().claim();
		if (number == ChannelNumbers.UNASSIGNED) {
			Sockets.close(accepted);
			return;
		}
		AcceptedConnection connection;
		try {
			connection = new AcceptedConnection(number, this);
		}
		catch (OutOfMemoryError ex) {
			reactor().table().release(number);
			Sockets.close(accepted);
			onAcceptFailed("no memory for a connection");
			reactor().deadlines().set(this.retry, reactor().now() + RETRY_INTERVAL);
			return;
		}
		reactor().admission().onAccepted();
		reactor().table().put(connection);
		group().members().add(connection);
		connection.onAccepted(accepted);
	}

	/** Tells once an episode, and accepts nothing until the cause may be gone. */
	private void onAcceptFailed(String reason) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("Channel {} cannot accept connections: {}", number(), reason);
			tell((listener, info) -> listener.onAcceptFailed(info, reason));
			group().deliver(reactor().engineSignal(number(), this.welcomeId, AmpeStatus.ACCEPT_FAILED, reason));
		}
		pauseAccepting();
	}

	private void pauseAccepting() {
		if (this.key != null) {
			this.key.interestOps(0);
		}
	}

	/** Accepts again. */
	void resumeAccepting() {
		if (this.key != null && !this.ending) {
			this.key.interestOps(SelectionKey.OP_ACCEPT);
		}
	}

	@Override
	void onInboxLow() {
		resumeAccepting();
	}

	@Override
	public void onFailure(Throwable failure) {
		logger.warn("Channel {} failed", number(), failure);
		end(statusOf(failure), Reasons.of(failure));
	}

	@Override
	void onGroupClosing() {
		end(AmpeStatus.CHANNEL_CLOSED, null);
	}

	@Override
	void onGroupClosed() {
		end(AmpeStatus.CHANNEL_CLOSED, null);
	}

	@Override
	boolean isGone() {
		return this.gone;
	}

	private void end(AmpeStatus status, @Nullable String reason) {
		if (this.ending) {
			finish();
			return;
		}
		this.ending = true;
		this.endReason = reason;
		claims().close();
		reactor().deadlines().clear(this.retry);
		reactor().admission().forget(this);
		tellOfEnd(this.bound != null, status, reason);
		closeSocket();
		if (this.welcome != null) {
			Envelope response = takeWelcome();
			response.opCode(OpCode.WELCOME_RESPONSE);
			giveBack(response, (status == AmpeStatus.INVALID_ADDRESS || status == AmpeStatus.CHANNEL_CLOSED) ? status
					: AmpeStatus.LISTEN_FAILED, reason);
		}
		finish();
	}

	/** The last message says that the address is free again. */
	private void finish() {
		if (this.gone) {
			endIfSettled(this.endReason);
			group().members().onChannelGone(this);
		}
	}

	private void closeSocket() {
		if (this.socket == null) {
			this.gone = true;
			return;
		}
		if (this.unix != null) {
			this.unix.close();
		}
		else {
			Sockets.close(this.socket);
		}
		reactor().poller().afterwards(() -> {
			this.gone = true;
			finish();
		});
	}

	/** Opens a socket that listens. */
	private interface Listening {

		ServerSocketChannel open(AmpeOptions options) throws IOException;

	}

}

package io.tofu.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.tofu.Address;
import io.tofu.AmpeStatus;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way up: resolves the address and tries what it leads to, one after
 * another, until one connects or the time is over. All with the turn.
 */
final class Dialing implements ReadyHandler {

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private final Reactor reactor;

	private final DialledConnection connection;

	private final Address address;

	private final long end;

	private final Queue<SocketAddress> candidates = new ArrayDeque<>();

	private final Deadlines.Deadline timeout = new Deadlines.Deadline(this::onTimeout);

	private final Deadlines.Deadline retry = new Deadlines.Deadline(this::tryNext);

	private long pause = SHORTEST_PAUSE;

	private AmpeStatus lastStatus = AmpeStatus.CONNECT_FAILED;

	private String lastReason = "no answer";

	private @Nullable SocketChannel socket;

	private @Nullable SelectionKey key;

	private boolean over;

	Dialing(Reactor reactor, DialledConnection connection, Address address) {
		this.reactor = reactor;
		this.connection = connection;
		this.address = address;
		this.end = reactor.now() + reactor.options().connectTimeout().toNanos();
	}

	void start() {
		this.reactor.deadlines().set(this.timeout, this.end);
		if (this.address instanceof Address.TcpClient tcp) {
			this.reactor.resolver().resolve(tcp.host(), tcp.port(), this.reactor::execute, (found, failure) -> {
				if (this.over) {
					return;
				}
				if (found != null) {
					tryAll(found);
				}
				else {
					fail(AmpeStatus.INVALID_ADDRESS, Resolver.reason(tcp.host(), failure));
				}
			});
		}
		else if (this.address instanceof Address.UdsClient uds) {
			try {
				tryAll(List.of(UnixDomainSocketAddress.of(uds.path())));
			}
			catch (InvalidPathException ex) {
				fail(AmpeStatus.INVALID_ADDRESS, Reasons.of("no path of this system", ex));
			}
		}
	}

	/** Gives up, without a word to the connection. */
	void cancel() {
		this.over = true;
		this.reactor.deadlines().clear(this.timeout);
		this.reactor.deadlines().clear(this.retry);
		closeSocket();
	}

	private void tryAll(List<? extends SocketAddress> found) {
		this.candidates.addAll(found);
		tryNext();
	}

	private void tryNext() {
		while (!this.over && this.socket == null && !this.retry.isSet()) {
			SocketAddress candidate = this.candidates.poll();
			if (candidate == null) {
				fail(this.lastStatus, this.lastReason);
				return;
			}
			connect(candidate);
		}
	}

	private void connect(SocketAddress candidate) {
		try {
			long share = (this.end - this.reactor.now()) / (this.candidates.size() + 1);
			this.reactor.deadlines().set(this.timeout, this.reactor.now() + Math.max(SHORTEST_PAUSE, share));
			this.socket = Sockets.openFor(candidate);
			if (this.socket.connect(candidate)) {
				onConnected(this.socket);
			}
			else {
				this.key = this.reactor.poller().register(this.socket, SelectionKey.OP_CONNECT, this);
			}
		}
		catch (IOException | RuntimeException ex) {
			onAttemptFailed(candidate, ex);
		}
	}

	private void onAttemptFailed(SocketAddress candidate, Exception failure) {
		closeSocket();
		this.lastStatus = AmpeStatus.CONNECT_FAILED;
		this.lastReason = Reasons.of("cannot connect to " + this.address, failure);
		if (candidate instanceof UnixDomainSocketAddress unix) {
			if (Files.notExists(unix.getPath())) {
				this.lastStatus = AmpeStatus.UDS_PATH_NOT_FOUND;
				this.lastReason = "the Unix socket " + unix.getPath() + " does not exist";
			}
			else if (failure.getClass() == SocketException.class && Files.isWritable(unix.getPath())) {
				// we may connect, but not now: the listener's backlog is full
				this.candidates.add(candidate);
				this.reactor.deadlines().set(this.timeout, this.end);
				this.reactor.deadlines().set(this.retry, this.reactor.now() + this.pause);
				this.pause = Math.min(LONGEST_PAUSE, 2 * this.pause);
			}
		}
	}

	@Override
	public void onReady(SelectionKey ready) throws IOException {
		SocketChannel connecting = this.socket;
		if (this.over || connecting == null) {
			return;
		}
		if (connecting.finishConnect()) {
			onConnected(connecting);
		}
	}

	@Override
	public void onFailure(Throwable failure) {
		if (this.over) {
			return;
		}
		closeSocket();
		this.lastStatus = (failure instanceof IOException) ? AmpeStatus.CONNECT_FAILED : Channel.statusOf(failure);
		this.lastReason = Reasons.of("cannot connect to " + this.address, failure);
		tryNext();
	}

	private void onConnected(SocketChannel connected) throws IOException {
		if (Sockets.isConnectedToItself(connected)) {
			throw new ConnectException("Connection refused (the socket was connected to itself)");
		}
		SelectionKey selection = (this.key != null) ? this.key
				: this.reactor.poller().register(connected, SelectionKey.OP_READ, this.connection);
		this.over = true;
		this.reactor.deadlines().clear(this.timeout);
		this.connection.onConnected(new PlainTransport(connected), selection);
	}

	private void onTimeout() {
		closeSocket();
		this.reactor.deadlines().clear(this.retry);
		this.lastReason = "no connection to " + this.address + " in time"
				+ ((this.lastStatus == AmpeStatus.CONNECT_FAILED) ? "; " + this.lastReason : "");
		this.lastStatus = AmpeStatus.CONNECT_TIMEOUT;
		if (this.end - this.reactor.now() <= 0) {
			this.candidates.clear();
		}
		tryNext();
	}

	private void fail(AmpeStatus status, String reason) {
		cancel();
		this.connection.onConnectFailed(status, reason);
	}

	private void closeSocket() {
		this.key = null;
		if (this.socket != null) {
			Sockets.close(this.socket);
			this.socket = null;
			this.reactor.poller().runSoon();
		}
	}

}

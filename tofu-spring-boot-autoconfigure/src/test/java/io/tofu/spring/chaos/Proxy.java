package io.tofu.spring.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Passes on what two applications say to each other, as badly as it is told.
 */
final class Proxy implements Closeable {

	private static final int BUFFER = 8 << 10;

	private static final long ENDLESS = Long.MAX_VALUE;

	private final Transport transport;

	private final ServerSocketChannel server;

	private final SocketAddress bound;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition goesOn = this.lock.newCondition();

	/** How many bytes still pass before everything is cut. */
	private final AtomicLong left = new AtomicLong(ENDLESS);

	private volatile boolean stalled;

	private volatile boolean refusing;

	private volatile @Nullable SocketAddress target;

	Proxy(Transport transport, Path directory) throws IOException {
		this.transport = transport;
		SocketAddress free = transport.parse(transport.free(directory, "proxy"));
		this.server = ServerSocketChannel
			.open((transport == Transport.TCP) ? StandardProtocolFamily.INET : StandardProtocolFamily.UNIX);
		this.server.bind(free);
		this.bound = this.server.getLocalAddress();
		run("proxy-accept", this::accept);
	}

	String address() {
		return this.transport.format(this.bound);
	}

	/** Who is connected to from now on. */
	void target(String address) {
		this.target = this.transport.parse(address);
	}

	int connections() {
		return this.links.size();
	}

	/** Ends all connections, as a rule in the midst of a message. */
	void cut() {
		this.left.set(ENDLESS);
		this.links.forEach(Link::close);
	}

	/** Ends all connections when so many more bytes have passed. */
	void cutAfter(long bytes) {
		this.left.set(bytes);
	}

	/** Takes {@link #cutAfter} back. */
	void cutNoMore() {
		this.left.set(ENDLESS);
	}

	/** Whether new connections end at once. */
	void refuse(boolean on) {
		this.refusing = on;
	}

	/** Whether nothing passes, though all stay connected. */
	void stall(boolean on) {
		this.stalled = on;
		this.lock.lock();
		try {
			this.goesOn.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		stall(false);
		cut();
		if (this.transport == Transport.UNIX) {
			Files.deleteIfExists(Path.of(this.bound.toString()));
		}
	}

	private void accept() throws IOException {
		while (true) {
			SocketChannel near = this.server.accept();
			SocketAddress to = this.target;
			if (this.refusing || to == null) {
				near.close();
				continue;
			}
			try {
				new Link(near, SocketChannel.open(to)).start();
			}
			catch (IOException ex) {
				// Nobody listens there at the moment
				near.close();
			}
		}
	}

	private void awaitPassage() {
		if (!this.stalled) {
			return;
		}
		this.lock.lock();
		try {
			while (this.stalled) {
				this.goesOn.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many of these bytes may pass. */
	private int allowed(int count) {
		if (this.left.get() == ENDLESS) {
			return count;
		}
		long before = this.left.getAndUpdate((bytes) -> (bytes == ENDLESS) ? ENDLESS : Math.max(0, bytes - count));
		return (int) Math.min(before, count);
	}

	private static void run(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// Closed, by us or by one of them
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	private interface Task {

		void run() throws IOException;

	}

	/** One connection through the proxy. */
	private final class Link {

		private final SocketChannel near;

		private final SocketChannel far;

		Link(SocketChannel near, SocketChannel far) throws IOException {
			this.near = near;
			this.far = far;
			if (Proxy.this.transport == Transport.TCP) {
				near.setOption(StandardSocketOptions.TCP_NODELAY, true);
				far.setOption(StandardSocketOptions.TCP_NODELAY, true);
			}
		}

		void start() {
			Proxy.this.links.add(this);
			run("proxy-there", () -> pass(this.near, this.far));
			run("proxy-back", () -> pass(this.far, this.near));
		}

		private void pass(SocketChannel from, SocketChannel to) throws IOException {
			ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
			try {
				while (from.read(buffer.clear()) >= 0) {
					awaitPassage();
					int count = buffer.flip().remaining();
					int allowed = allowed(count);
					buffer.limit(allowed);
					while (buffer.hasRemaining()) {
						to.write(buffer);
					}
					if (allowed < count) {
						cut();
						return;
					}
				}
			}
			finally {
				close();
			}
		}

		void close() {
			Proxy.this.links.remove(this);
			for (SocketChannel side : List.of(this.near, this.far)) {
				try {
					side.close();
				}
				catch (IOException ex) {
					// It is of no use any more
				}
			}
		}

	}

}

package io.tofu.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Looks up host names on threads of its own, which may hang as long as the system's
 * resolver does. They are daemons and end when they have nothing to do.
 */
final class Resolver {

	private static final int THREADS = 4;

	private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

	private static final AtomicInteger threadNumber = new AtomicInteger();

	private final ThreadPoolExecutor executor;

	Resolver() {
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				Resolver::thread);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Finds the addresses of a host. An address literal is answered at once, on this
	 * thread; a name on another one, through {@code loop}.
	 * @param loop runs the answer where it is wanted
	 * @param answer gets the addresses, or null and the failure
	 */
	void resolve(String host, int port, Executor loop,
			BiConsumer<@Nullable List<InetSocketAddress>, @Nullable Exception> answer) {
		if (isLiteral(host)) {
			lookUp(host, port, answer);
		}
		else {
			this.executor.execute(
					() -> lookUp(host, port, (found, failure) -> loop.execute(() -> answer.accept(found, failure))));
		}
	}

	/** Why a host has no address. */
	static String reason(String host, @Nullable Exception failure) {
		String reason = "the host " + host + " cannot be resolved";
		return (failure != null) ? Reasons.of(reason, failure) : reason;
	}

	void close() {
		this.executor.shutdownNow();
	}

	private static void lookUp(String host, int port,
			BiConsumer<@Nullable List<InetSocketAddress>, @Nullable Exception> answer) {
		List<InetSocketAddress> found;
		try {
			found = Arrays.stream(InetAddress.getAllByName(host))
				.map((address) -> new InetSocketAddress(address, port))
				.toList();
		}
		catch (UnknownHostException | RuntimeException ex) {
			// the JDK's resolver can be replaced, and an answer must come
			answer.accept(null, ex);
			return;
		}
		answer.accept(found, null);
	}

	/** What the JDK reads, or refuses, without asking anybody. */
	private static boolean isLiteral(String host) {
		return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "tofu-resolver-" + threadNumber.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}

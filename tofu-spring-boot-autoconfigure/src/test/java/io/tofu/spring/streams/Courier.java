package io.tofu.spring.streams;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.tofu.spring.TofuClient;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.lifecycle.ChildProcess;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A program that brings much to a {@link Depot} and takes much from it, and asks it small
 * things meanwhile. It prints what it did, and fails if anything was not what was sent.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
		PropertyPlaceholderAutoConfiguration.class })
class Courier {

	/** What the last line it prints begins with. */
	static final String MEMORY = "memory";

	private static final Duration PATIENCE = Duration.ofMinutes(10);

	private static final double MEGABYTE = 1 << 20;

	private final TofuClient client;

	private final long size;

	private final Footprint footprint = new Footprint();

	private final ExecutorService carriers = Executors.newCachedThreadPool();

	Courier(TofuClient client, @Value("${size}") long size) {
		this.client = client;
		this.size = size;
	}

	public static void main(String[] arguments) throws Exception {
		ChildProcess.endWithParent();
		try (ConfigurableApplicationContext context = Depot.start(Courier.class, arguments)) {
			context.getBean(Courier.class).carry();
		}
	}

	private void carry() throws Exception {
		try {
			String expected = time("up", this.size, this::up);
			same(expected, time("down", this.size, this::down));
			time("both", 2 * this.size, () -> {
				Future<String> up = this.carriers.submit(this::up);
				same(expected, down());
				return same(expected, up.get());
			});
			System.out.printf("%s: client %s; server %s%n", MEMORY, this.footprint,
					request("footprint").request(String.class));
		}
		finally {
			this.carriers.shutdown();
		}
	}

	private String time(String what, long bytes, Callable<String> transfer) throws Exception {
		long begun = System.nanoTime();
		Pings pings = new Pings(this::ping);
		String digest;
		try (pings) {
			digest = transfer.call();
		}
		double seconds = (System.nanoTime() - begun) / 1e9;
		System.out.printf("%s: %.0f MiB, %.0f MiB/s, sha-256 equal; meanwhile %s%n", what, bytes / MEGABYTE,
				bytes / MEGABYTE / seconds, pings);
		return digest;
	}

	private String up() throws IOException {
		MessageDigest digest = Content.digest();
		try (InputStream content = new DigestInputStream(new Content(this.size), digest)) {
			String arrived = request("up").body(content).request(String.class);
			return same(Content.hex(digest), arrived);
		}
	}

	private String down() throws IOException {
		try (InputStream content = request("down").body(this.size).requestInputStream()) {
			return Content.consume(content, Depot.REST);
		}
	}

	private void ping() {
		this.footprint.look();
		same("ping", request("echo").body("ping").request(String.class));
	}

	private TofuClient.RequestSpec request(String route) {
		return this.client.peer("depot").route(route).timeout(PATIENCE);
	}

	private static String same(String expected, String actual) {
		if (!expected.equals(actual)) {
			throw new IllegalStateException(actual + " instead of " + expected);
		}
		return actual;
	}

}

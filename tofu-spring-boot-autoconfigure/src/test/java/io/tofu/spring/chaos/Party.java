package io.tofu.spring.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

import io.tofu.Ampe;
import io.tofu.AmpeStats;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuServers;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * One of the two applications: does work for the other and asks it for work. What it did
 * and what became of what it asked is in two journals named after it.
 */
final class Party {

	/**
	 * How it connects to the other one: several times, each in its own way. Each says in
	 * its Hello which of them it is.
	 */
	private static final Map<String, List<String>> CONNECTIONS = Map.of("plain", List.of(), "hasty",
			List.of("await-hello-response=false"), "beating",
			List.of("heartbeat.interval=50ms", "heartbeat.timeout=200ms"));

	/** The header of the Hello that says which of the connections it is. */
	private static final String NAME = "connection";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final List<String> SETTINGS = List.of("tofu.listener.concurrency=8",
			"tofu.listener.max-in-flight=16", "tofu.listener.max-queued=32", "tofu.shutdown.grace-period=1s",
			"tofu.shutdown.bye-timeout=500ms");

	private static final List<String> CONNECTING = List.of("connect-timeout=500ms", "connect-wait=200ms",
			"reconnect.initial-interval=10ms", "reconnect.max-interval=100ms");

	private final Journal done;

	private final Journal asked;

	private final Work work;

	private final ConfigurableApplicationContext context;

	private final boolean dials;

	private final Callers callers;

	private Party(String name, Path directory, List<String> properties, boolean dials) throws IOException {
		this.dials = dials;
		this.done = new Journal(done(directory, name));
		this.asked = new Journal(asked(directory, name));
		this.work = new Work(name, this.done);
		this.context = new SpringApplicationBuilder(Configuration.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(Work.class, () -> this.work))
			.run(properties.stream().map((property) -> "--" + property).toArray(String[]::new));
		this.callers = new Callers(this.work, this.asked, this::other, this::others);
	}

	/** An application that listens. */
	static Party listening(String name, Path directory, String address) throws IOException {
		List<String> properties = new ArrayList<>(SETTINGS);
		properties.add("tofu.server.address=" + address);
		return new Party(name, directory, properties, false);
	}

	/** An application that connects. */
	static Party dialling(String name, Path directory, String address) throws IOException {
		List<String> properties = new ArrayList<>(SETTINGS);
		CONNECTIONS.forEach((connection, settings) -> {
			String prefix = "tofu.peer." + connection + ".";
			CONNECTING.forEach((setting) -> properties.add(prefix + setting));
			settings.forEach((setting) -> properties.add(prefix + setting));
			properties.add(prefix + "headers." + NAME + "=" + connection);
			properties.add(prefix + "address=" + address);
		});
		return new Party(name, directory, properties, true);
	}

	/** The journal of what it did for the other one. */
	static Path done(Path directory, String name) {
		return directory.resolve(name + ".done");
	}

	/** The journal of what it asked the other one. */
	static Path asked(Path directory, String name) {
		return directory.resolve(name + ".asked");
	}

	/** Where it listens. */
	String address() {
		return this.context.getEnvironment().getRequiredProperty("local.tofu.address");
	}

	Work work() {
		return this.work;
	}

	Callers callers() {
		return this.callers;
	}

	/** Asks for something on each connection, which fails if there is none. */
	void greet() {
		TofuClient client = this.context.getBean(TofuClient.class);
		CONNECTIONS.keySet()
			.forEach((connection) -> client.peer(connection)
				.route("work.PLAIN")
				.header(Work.ID, this.work.nextId())
				.body("")
				.request(String.class));
	}

	/** Sends the other one away in the midst of everything. */
	void rejectAll() {
		this.context.getBean(TofuConnections.class)
			.channels()
			.forEach((channel) -> channel.reject("unavailable", "not any more"));
	}

	/** Closes its connections in the midst of everything. */
	void sayGoodbye() {
		this.context.getBean(TofuConnections.class).channels().forEach(TofuChannel::close);
	}

	/** What is left although nothing happens any more, the connections excepted. */
	List<String> leftovers() {
		List<String> left = new ArrayList<>();
		AmpeStats stats = this.context.getBean(Ampe.class).stats();
		Collection<TofuChannel> channels = this.context.getBean(TofuConnections.class).channels();
		note(left, "invocations", this.context.getBean(TofuListenerRegistry.class).inFlight(), 0);
		note(left, "requests", this.callers.open(), 0);
		note(left, "messages", stats.messagesInUse(), 0);
		note(left, "bytes to be sent", stats.queuedBytes(), 0);
		note(left, "connections", channels.size(), connections());
		note(left, "connections that await answers", channels.stream().filter(TofuChannel::awaitsAnswer).count(), 0);
		note(left, "engine channels", stats.channels(), this.dials ? connections() : connections() + 1);
		return left;
	}

	/** How many there are when all is well. */
	static int connections() {
		return CONNECTIONS.size();
	}

	private static void note(List<String> left, String what, long count, long expected) {
		if (count != expected) {
			left.add(count + " " + what);
		}
	}

	/** One of the connections to the other one, by chance. */
	private TofuClient.@Nullable RequestSpec other(Random random) {
		TofuClient client = this.context.getBean(TofuClient.class);
		if (this.dials) {
			return client.peer(any(List.copyOf(new TreeSet<>(CONNECTIONS.keySet())), random));
		}
		List<TofuChannel> open = this.context.getBean(TofuConnections.class)
			.channels()
			.stream()
			.filter(TofuChannel::isOpen)
			.toList();
		return open.isEmpty() ? null : client.channel(any(open, random));
	}

	/** One Request or Signal to all that are connected, if it listens. */
	private Callers.@Nullable ToAll others(String route) {
		TofuServers servers = this.context.getBean(TofuServers.class);
		Map<String, TofuChannel> byName = new TreeMap<>();
		servers.channels().forEach((channel) -> byName.put(channel.helloHeaders().get(NAME).get(0), channel));
		return byName.isEmpty() ? null : new Callers.ToAll(byName, servers.broadcast(byName.values(), route));
	}

	private static <T> T any(List<T> of, Random random) {
		return of.get(random.nextInt(of.size()));
	}

	/** Ends the application; what it asked for fails. */
	void close() {
		this.context.close();
	}

	/** Nothing is done or asked any more, and all that was asked has ended. */
	void closeJournals() throws IOException {
		await().atMost(PATIENCE).until(() -> this.callers.open() == 0);
		this.done.close();
		this.asked.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
			PropertyPlaceholderAutoConfiguration.class })
	static class Configuration {

	}

}

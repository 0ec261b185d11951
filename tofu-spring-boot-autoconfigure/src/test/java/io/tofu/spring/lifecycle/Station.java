package io.tofu.spring.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuPeerConnectedEvent;
import io.tofu.spring.TofuPeerDisconnectedEvent;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * An application that asks and answers over whatever connection there is, in this JVM or
 * as a program of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class,
		LifecycleAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class })
class Station {

	/** Longer than anything takes that a test waits for. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Executor SLOW = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

	private final BlockingQueue<TofuChannel> connected = new LinkedBlockingQueue<>();

	private final Set<TofuChannel> present = ConcurrentHashMap.newKeySet();

	private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

	public static void main(String[] arguments) {
		ChildProcess.endWithParent();
		application(Station.class, WebApplicationType.NONE).run(arguments);
	}

	/** Starts an application in this JVM. */
	static ConfigurableApplicationContext start(String... properties) {
		return application(Station.class, WebApplicationType.NONE).registerShutdownHook(false)
			.run(ChildProcess.asArguments(properties));
	}

	static SpringApplicationBuilder application(Class<?> configuration, WebApplicationType type) {
		return new SpringApplicationBuilder(configuration).web(type).properties("spring.main.banner-mode=off");
	}

	@EventListener
	void connected(TofuPeerConnectedEvent event) {
		this.present.add(event.channel());
		this.connected.add(event.channel());
	}

	@EventListener
	void disconnected(TofuPeerDisconnectedEvent event) {
		this.present.remove(event.channel());
	}

	@TofuListener("echo")
	String echo(String text) {
		return text;
	}

	/** Answers when a while has passed. */
	@TofuListener("slow")
	CompletableFuture<String> slow(String text) {
		return CompletableFuture.supplyAsync(() -> text, SLOW);
	}

	/** Answers what whoever has asked says when asked back. */
	@TofuListener("work")
	String work(String text, TofuChannel channel) {
		return ask(channel, text);
	}

	/** Answers what the test says. */
	@TofuListener("decide")
	CompletableFuture<String> decide(String text) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.asked.add(new Asked(text, answer));
		return answer;
	}

	/** The next connection. */
	TofuChannel channel() {
		return next(this.connected);
	}

	/** The next connections on all {@link Lines}. */
	List<TofuChannel> allChannels() {
		return Stream.generate(this::channel).limit(Lines.COUNT).toList();
	}

	/** The connections there are now. */
	Set<TofuChannel> channels() {
		return this.present;
	}

	/** The next question that waits for a decision. */
	Asked asked() {
		return next(this.asked);
	}

	/** Asks for a decision. */
	static String ask(TofuChannel channel, String text) {
		return channel.route("decide").body(text).timeout(PATIENCE).request(String.class);
	}

	private static <T> T next(BlockingQueue<T> queue) {
		try {
			T next = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("Nothing within " + PATIENCE);
			}
			return next;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	record Asked(String text, CompletableFuture<String> answer) {
	}

}

package io.tofu.spring.service;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.tofu.Ampe;
import io.tofu.spring.ConnectionSettings;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuInboundHandler;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuPeers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that are interfaces in an application that was processed ahead of time. */
class ServiceAotTests {

	@TempDir
	Path directory;

	private DefaultGenerationContext generation;

	private ClassName initializer;

	@BeforeEach
	void process() {
		this.generation = new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(ServiceAotTests.class)),
				new FileSystemGeneratedFiles(this.directory));
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Clients.class);
			this.initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, this.generation);
		}
		this.generation.writeGeneratedContent();
	}

	@Test
	void aNativeImageKnowsProxiesMethodsAndPayloads() {
		RuntimeHints hints = this.generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.proxies()
			.forInterfaces(AopProxyUtils.completeJdkProxyInterfaces(StockClient.class))).accepts(hints);
		for (var method : StockClient.class.getMethods()) {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).as(method.getName())
				.accepts(hints);
		}
		for (Class<?> payload : List.of(Item.class, Stock.class, Price.class, Place.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(payload)).as(payload.getName()).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onType(TofuChannel.class)).rejects(hints);
	}

	@Test
	void theGeneratedCodeMakesTheSameBeans() throws Exception {
		Class<?> type = compile(this.initializer.reflectionName());
		@SuppressWarnings("unchecked")
		ApplicationContextInitializer<GenericApplicationContext> starting = (ApplicationContextInitializer<GenericApplicationContext>) type
			.getDeclaredConstructor()
			.newInstance();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			starting.initialize(context);
			context.refresh();
			assertThat(context.getBean(StockClient.class)).hasToString("client " + StockClient.class.getName());
		}
	}

	/** Compiles what was generated, where it belongs; returns one of the classes. */
	private Class<?> compile(String name) throws IOException, ReflectiveOperationException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp",
				System.getProperty("java.class.path"), "-d", this.directory.toString()));
		files(".java").forEach((file) -> arguments.add(file.toString()));
		assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
		Class<?> found = null;
		for (Path file : files(".class")) {
			String path = this.directory.relativize(file).toString();
			Class<?> neighbour = Class.forName(path.substring(0, path.indexOf("__")).replace('/', '.'));
			Class<?> defined = MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup())
				.defineClass(Files.readAllBytes(file));
			found = defined.getName().equals(name) ? defined : found;
		}
		assertThat(found).isNotNull();
		return found;
	}

	private List<Path> files(String end) throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(end)).toList();
		}
	}

	@TofuExchange(route = "stock", peer = "self")
	interface StockClient {

		@TofuExchange("get")
		Stock get(Item item, @Header("tenant") String tenant);

		@TofuExchange("prices")
		CompletableFuture<Message<List<Price>>> prices(Map<String, Place> places, TofuChannel channel);

	}

	record Item(String name) {
	}

	record Stock(int count) {
	}

	record Price(long cents) {
	}

	record Place(String city) {
	}

	@Configuration(proxyBeanMethods = false)
	@ImportTofuServices(StockClient.class)
	static class Clients {

		@Bean(destroyMethod = "destroy")
		TofuConnections connections() {
			return new TofuConnections(Mockito.mock(Ampe.class),
					new TofuMessageConverter(List.of(new JacksonJsonMessageConverter())),
					Mockito.mock(TofuInboundHandler.class), (event) -> {
					}, Runnable::run, ConnectionSettings.DEFAULTS);
		}

		@Bean
		TofuServiceProxyFactory services(TofuConnections connections) {
			connections.setAutoStartup(false);
			return new TofuServiceProxyFactory(
					new TofuClient(new TofuPeers(connections, Map.of("self", PeerSettings.of("tcp://127.0.0.1:1")))));
		}

	}

}

package io.tofu.spring.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuStream;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.boot.autoconfigure.TofuReactiveAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/streams.md shows compiles and does what it says: its Java is the code at the
 * end of this file.
 */
class StreamsDocumentationTests {

	@TempDir
	private Path directory;

	static List<String> snippets() {
		return Documentation.blocks(Documentation.page("streams.md"), "java");
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everySnippetStandsBesideThisFile(String snippet) {
		Documentation.assertStandsBeside(getClass(), snippet);
	}

	@Test
	void archiveTakesAndGivesFiles() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.txt"), "one\ntwo\nthree\n".repeat(50_000));
		Path archive = Files.createDirectory(this.directory.resolve("archive"));
		runner(archive).run((context) -> {
			Archivist archivist = context.getBean(Archivist.class);
			assertThat(archivist.put(file)).isEqualTo(Files.size(file));
			assertThat(archive.resolve("a.txt")).hasSameBinaryContentAs(file);
			archivist.get("a.txt", this.directory.resolve("b.txt"));
			assertThat(this.directory.resolve("b.txt")).hasSameBinaryContentAs(file);
			assertThat(archivist.find("a.txt", "w")).contains("two");
			assertThat(archivist.find("a.txt", "four")).isEmpty();
			assertThat(archivist.longest(Stream.of("one", "three", "five".repeat(50_000)))).isEqualTo(200_000);
			assertThat(archivist.shout(Stream.of("one", "", "two"))).containsExactly("ONE", "", "TWO");
		});
	}

	@Test
	void measurementsFlow() {
		runner(this.directory).run((context) -> {
			assertThat(context.getBean(Measurements.class).firstTen().collectList().block(Duration.ofSeconds(20)))
				.containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
			Double mean = context.getBean(ReactiveTofuClient.class)
				.peer("archive")
				.route("measure.mean")
				.body(Flux.just(1.0, 2.0, 6.0))
				.request(Double.class)
				.block(Duration.ofSeconds(20));
			assertThat(mean).isEqualTo(3);
		});
	}

	private static ApplicationContextRunner runner(Path archive) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, TofuReactiveAutoConfiguration.class,
					JacksonAutoConfiguration.class))
			.withBean(Archive.class)
			.withBean(Archivist.class)
			.withBean(Measurements.class)
			.withPropertyValues("archive.directory=" + archive, "tofu.server.address=tcp://127.0.0.1:0",
					"tofu.peer.archive.address=${local.tofu.address}");
	}

}

@Component
class Archive {

	private final Path directory;

	Archive(@Value("${archive.directory}") Path directory) {
		this.directory = directory;
	}

	@TofuListener("archive.put")
	long put(InputStream content, @Header("name") String name) throws IOException {
		return Files.copy(content, file(name));
	}

	@TofuListener("archive.get")
	Resource get(String name) {
		return new FileSystemResource(file(name));
	}

	@TofuListener("archive.lines")
	Stream<String> lines(String name) throws IOException {
		return Files.lines(file(name));
	}

	@TofuListener("archive.longest")
	int longest(Stream<String> lines) {
		return lines.mapToInt(String::length).max().orElse(0);
	}

	@TofuListener("archive.shout")
	Stream<String> shout(Stream<String> lines) {
		return lines.map((line) -> line.toUpperCase(Locale.ROOT));
	}

	private Path file(String name) {
		return this.directory.resolve(Path.of(name).getFileName());
	}

}

@Service
class Archivist {

	private final TofuClient client;

	Archivist(TofuClient client) {
		this.client = client;
	}

	Long put(Path file) throws IOException {
		try (InputStream content = Files.newInputStream(file)) {
			return request("archive.put").header("name", file.getFileName().toString())
				.body(content)
				.request(Long.class);
		}
	}

	void get(String name, Path target) throws IOException {
		try (InputStream content = request("archive.get").body(name).requestInputStream()) {
			Files.copy(content, target);
		}
	}

	Optional<String> find(String name, String word) {
		try (TofuStream<String> lines = request("archive.lines").body(name).requestStream(String.class)) {
			return lines.stream().filter((line) -> line.contains(word)).findFirst();
		}
	}

	Integer longest(Stream<String> lines) {
		return request("archive.longest").body(lines).request(Integer.class);
	}

	List<String> shout(Stream<String> lines) {
		try (TofuStream<String> loud = request("archive.shout").body(lines).requestStream(String.class)) {
			return loud.stream().toList();
		}
	}

	private TofuClient.RequestSpec request(String route) {
		return this.client.peer("archive").route(route);
	}

}

@Component
class Measurements {

	private final ReactiveTofuClient client;

	Measurements(ReactiveTofuClient client) {
		this.client = client;
	}

	@TofuListener("measure.mean")
	Mono<Double> mean(Flux<Double> values) {
		return values.collect(Collectors.averagingDouble(Double::doubleValue));
	}

	@TofuListener("measure.count")
	Flux<Integer> count(int limit) {
		return Flux.range(1, limit);
	}

	Flux<Integer> firstTen() {
		return this.client.peer("archive").route("measure.count").body(1_000_000).requestStream(Integer.class).take(10);
	}

}

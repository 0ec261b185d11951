package io.tofu.spring.documentation.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.tofu.spring.ReactiveTofuClient;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuStream;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.boot.autoconfigure.TofuReactiveAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/client.md shows of streams does what it says. */
@Timeout(60)
class ClientStreamsDocumentationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class, TofuReactiveAutoConfiguration.class,
				JacksonAutoConfiguration.class))
		.withBean(Archivist.class)
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.archive.address=${local.tofu.address}",
				"tofu.peer.archive.connect-wait=10s");

	@Test
	void archive() {
		this.runner.withBean(Archive.class).run((context) -> {
			Archive archive = context.getBean(Archive.class);
			Path document = this.directory.resolve("document");
			byte[] bytes = new byte[200_000];
			Files.write(document, bytes);
			String id = archive.store(document);
			ByteArrayOutputStream target = new ByteArrayOutputStream();
			archive.fetch(id, target);
			assertThat(target.toByteArray()).isEqualTo(bytes);
			assertThat(archive.count("pen")).isEqualTo(6);
			assertThat(archive.update(Stream.of(new Item("pen"), new Item("ink")))).containsExactly(new Stock("pen", 1),
					new Stock("ink", 1));
		});
	}

	@Test
	void reactiveArchive() {
		this.runner.withBean(ReactiveArchive.class).run((context) -> {
			ReactiveArchive archive = context.getBean(ReactiveArchive.class);
			Flux<Item> items = Flux.range(0, 100).map((i) -> new Item("item " + i));
			assertThat(archive.update(items).collectList().block(Duration.ofSeconds(10))).hasSize(100)
				.last()
				.isEqualTo(new Stock("item 99", 1));
		});
	}

	/** The listeners. */
	static class Archivist {

		private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

		@TofuListener("document.store")
		String store(InputStream document) throws IOException {
			String id = "document-" + this.documents.size();
			this.documents.put(id, document.readAllBytes());
			return id;
		}

		@TofuListener("document.fetch")
		Resource fetch(String id) {
			return new ByteArrayResource(this.documents.get(id));
		}

		@TofuListener("stock.search")
		Stream<Stock> search(String word) {
			return Stream.of(new Stock(word, 2), new Stock(word + "s", 4));
		}

		@TofuListener("stock.update")
		Stream<Stock> update(Stream<Item> items) {
			return items.map((item) -> new Stock(item.name(), 1));
		}

	}

}

@Service
class Archive {

	private final TofuClient client;

	Archive(TofuClient client) {
		this.client = client;
	}

	String store(Path document) {
		return this.client.peer("archive")
			.route("document.store")
			.body(new FileSystemResource(document))
			.request(String.class);
	}

	void fetch(String id, OutputStream target) throws IOException {
		try (InputStream document = this.client.peer("archive").route("document.fetch").body(id).requestInputStream()) {
			document.transferTo(target);
		}
	}

	int count(String word) {
		int count = 0;
		try (TofuStream<Stock> found = this.client.peer("archive")
			.route("stock.search")
			.body(word)
			.requestStream(Stock.class)) {
			for (Stock stock : found) {
				count += stock.count();
			}
		}
		return count;
	}

	List<Stock> update(Stream<Item> items) {
		try (Stream<Stock> stocks = this.client.peer("archive")
			.route("stock.update")
			.body(items)
			.requestStream(Stock.class)
			.stream()) {
			return stocks.toList();
		}
	}

}

@Service
class ReactiveArchive {

	private final ReactiveTofuClient client;

	ReactiveArchive(ReactiveTofuClient client) {
		this.client = client;
	}

	Flux<Stock> update(Flux<Item> items) {
		return this.client.peer("archive").route("stock.update").body(items).requestStream(Stock.class);
	}

}

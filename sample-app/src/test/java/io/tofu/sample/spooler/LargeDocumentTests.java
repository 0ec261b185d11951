package io.tofu.sample.spooler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

import io.tofu.sample.SampleApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A document that is larger than the heap of the spooler. The sizes are properties:
 * {@code tofu.sample.document-mib} and {@code tofu.sample.heap-mib}.
 */
class LargeDocumentTests {

	private static final int DOCUMENT_MIB = Integer.getInteger("tofu.sample.document-mib", 64);

	private static final int HEAP_MIB = Integer.getInteger("tofu.sample.heap-mib", 48);

	private static final Duration LONG = Duration.ofMinutes(4);

	@TempDir
	Path directory;

	@Test
	@Timeout(300)
	void passesThroughASpoolerWithASmallHeap() throws Exception {
		String address = "unix:" + this.directory.resolve("spooler.sock");
		try (ChildProcess spooler = ChildProcess.sample(this.directory.resolve("output"), HEAP_MIB,
				"--spring.profiles.active=spooler", "--server.port=0", "--tofu.server.address=" + address)) {
			String jobs = "http://127.0.0.1:" + spooler.awaitOutput("Tomcat started on port (\\d+)").group(1) + "/jobs";
			try (ConfigurableApplicationContext worker = worker(address); InputStream document = document()) {
				assertThat(worker.isRunning()).isTrue();
				HttpRequest upload = HttpRequest.newBuilder(URI.create(jobs))
					.header("Content-Type", "application/pdf")
					.POST(HttpRequest.BodyPublishers.ofInputStream(() -> document))
					.build();
				HttpResponse<String> created = send(upload);
				assertThat(created.statusCode()).as(spooler::text).isEqualTo(201);
				HttpRequest job = HttpRequest
					.newBuilder(URI.create(jobs).resolve(created.headers().firstValue("Location").orElseThrow()))
					.build();
				await().atMost(LONG)
					.untilAsserted(() -> assertThat(send(job).body()).as(spooler::text)
						.contains("\"state\":\"done\"", "\"page\":1", "\"attempt\":1"));
			}
		}
	}

	private static ConfigurableApplicationContext worker(String address) {
		return new SpringApplicationBuilder(SampleApplication.class).profiles("worker")
			.run("--tofu.peer.spooler.address=" + address);
	}

	private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	/** A PDF of one page, and a stream that nobody needs. */
	private static InputStream document() {
		long filling = DOCUMENT_MIB * 1024L * 1024;
		String[] objects = { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
				"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>" };
		StringBuilder head = new StringBuilder("%PDF-1.4\n");
		StringBuilder references = new StringBuilder("xref\n0 5\n0000000000 65535 f \n");
		for (int i = 0; i < objects.length; i++) {
			references.append(String.format("%010d 00000 n %n", head.length()));
			head.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
		}
		references.append(String.format("%010d 00000 n %n", head.length()));
		head.append("4 0 obj\n<</Length ").append(filling).append(">>stream\n");
		String tail = "\nendstream\nendobj\n";
		String end = tail + references + "trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n"
				+ (head.length() + filling + tail.length()) + "\n%%EOF\n";
		return new SequenceInputStream(Collections.enumeration(List.of(text(head), new Filling(filling), text(end))));
	}

	private static InputStream text(CharSequence text) {
		return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.US_ASCII));
	}

	/** So many bytes. */
	private static final class Filling extends InputStream {

		private long left;

		Filling(long length) {
			this.left = length;
		}

		@Override
		public int read() {
			return (this.left-- > 0) ? 'x' : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			int count = (int) Math.min(length, this.left);
			this.left -= count;
			return (count > 0 || length == 0) ? count : -1;
		}

	}

}

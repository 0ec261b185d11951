package io.tofu.sample.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.springframework.http.MediaTypeFactory;
import org.springframework.util.StreamUtils;

/**
 * Serves the page and tells it whatever a test says, so that each state can be seen for
 * as long as it takes to look at it.
 */
final class StubSpooler implements AutoCloseable {

	private static final String SHEET = """
			<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><rect width="210" height="297" fill="#fff"/>
			<path d="M24 36h90" stroke="#345" stroke-width="9"/><path d="M24 64h160M24 78h152M24 92h160M24 106h120M24 \
			134h160M24 148h140M24 162h156M24 176h90" stroke="#9ab" stroke-width="4"/></svg>""";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<HttpExchange> readers = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile String snapshot = "";

	private volatile String refusal = "";

	private volatile boolean away;

	StubSpooler() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::file);
		this.server.createContext("/jobs", this::job);
		this.server.createContext("/events", this::events);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	String url() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/";
	}

	/**
	 * How things are, for whoever connects from now on; empty for not saying anything.
	 */
	void say(String state) {
		this.snapshot = state;
	}

	/** Tells all who are connected, and those who come later, how things are. */
	void tell(String state) {
		this.snapshot = state;
		this.readers.forEach((reader) -> send(reader, "update", state));
	}

	/** Answers the next documents with this problem. */
	void refuse(String problem) {
		this.refusal = problem;
	}

	/** Hangs up, and answers nobody until {@link #comeBack()}. */
	void goAway() {
		this.away = true;
		this.readers.forEach(HttpExchange::close);
		this.readers.clear();
	}

	void comeBack() {
		this.away = false;
	}

	/** What has been asked for under {@code /jobs} but images, method and path. */
	List<String> requests() {
		return this.requests;
	}

	private void events(HttpExchange exchange) throws IOException {
		if (this.away) {
			answer(exchange, 503, "text/plain", "");
			return;
		}
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write(":\n\n".getBytes(StandardCharsets.UTF_8));
		exchange.getResponseBody().flush();
		this.readers.add(exchange);
		if (!this.snapshot.isEmpty()) {
			send(exchange, "snapshot", this.snapshot);
		}
	}

	private void send(HttpExchange reader, String event, String state) {
		synchronized (reader) {
			try {
				OutputStream out = reader.getResponseBody();
				String line = "event: " + event + "\ndata: " + state.replace('\n', ' ') + "\n\n";
				out.write(line.getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
			catch (IOException ex) {
				this.readers.remove(reader);
			}
		}
	}

	private void job(HttpExchange exchange) throws IOException {
		if (exchange.getRequestURI().getPath().contains("/pages/")) {
			answer(exchange, 200, "image/svg+xml", SHEET);
			return;
		}
		exchange.getRequestBody().readAllBytes();
		this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
		if (this.refusal.isEmpty()) {
			answer(exchange, 201, "application/json", "{}");
		}
		else {
			answer(exchange, 415, "application/problem+json", this.refusal);
		}
	}

	private void file(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String name = path.equals("/") ? "/index.html" : path;
		try (InputStream content = getClass().getResourceAsStream("/static" + name)) {
			if (content == null) {
				answer(exchange, 404, "text/plain", "");
				return;
			}
			exchange.getResponseHeaders().set("Content-Security-Policy", PageHeaders.CONTENT_SECURITY_POLICY);
			String type = MediaTypeFactory.getMediaType(name).orElseThrow().toString();
			answer(exchange, 200, type, StreamUtils.copyToString(content, StandardCharsets.UTF_8));
		}
	}

	private static void answer(HttpExchange exchange, int status, String type, String body) {
		try (exchange) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", type);
			exchange.sendResponseHeaders(status, (bytes.length == 0) ? -1 : bytes.length);
			exchange.getResponseBody().write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}

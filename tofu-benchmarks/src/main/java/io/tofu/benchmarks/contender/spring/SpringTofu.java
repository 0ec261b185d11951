package io.tofu.benchmarks.contender.spring;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tofu.benchmarks.load.Body;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuStream;
import io.tofu.spring.boot.autoconfigure.TofuAutoConfiguration;
import io.tofu.spring.listener.TofuListener;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.handler.annotation.Header;

/** The starter: a listener method, and the client bean. */
public final class SpringTofu implements Contender {

	private static final String PIECE_LENGTH = "piece-length";

	private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(2);

	@Override
	public Server serve(Endpoint at) {
		ConfigurableApplicationContext application = Applications.start(ServerConfiguration.class,
				"tofu.server.address=" + (at.isUds() ? "unix:" + at.where() : "tcp://127.0.0.1:" + at.port()));
		String address = application.getEnvironment().getRequiredProperty("local.tofu.address");
		return new Applications.Serving(application,
				at.isUds() ? at : Endpoint.parse("tcp:" + address.substring(address.lastIndexOf(':') + 1)));
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		ConfigurableApplicationContext application = Applications.start(Configuration.class,
				"tofu.peer.shop.address=" + (to.isUds() ? "unix:" + to.where() : "tcp://127.0.0.1:" + to.port()));
		return new CallingClient(application, new ClientBean(application.getBean(TofuClient.class)), connections,
				bodyLength);
	}

	@Override
	public void close() {
		// nothing but the applications
	}

	private record ClientBean(TofuClient client) implements Caller {

		@Override
		public @Nullable Receipt call(Order order) {
			return request(order).request(Receipt.class);
		}

		@Override
		@SuppressWarnings("FutureReturnValueIgnored")
		public void call(Order order, BiConsumer<? super @Nullable Receipt, ? super @Nullable Throwable> then) {
			request(order).requestAsync(Receipt.class).whenComplete(then);
		}

		@Override
		public void receipts(Order order, Consumer<Receipt> taker) {
			try (TofuStream<Receipt> receipts = this.client.peer("shop")
				.route("receipts")
				.body(order)
				.requestStream(Receipt.class)) {
				receipts.forEach(taker);
			}
		}

		@Override
		public int upload(InputStream pieces, int pieceLength) {
			Integer arrived = this.client.peer("shop")
				.route("upload")
				.header(PIECE_LENGTH, String.valueOf(pieceLength))
				.timeout(UPLOAD_TIMEOUT)
				.body(pieces)
				.request(Integer.class);
			return (arrived != null) ? arrived : 0;
		}

		private TofuClient.RequestSpec request(Order order) {
			return this.client.peer("shop").route("orders").body(order);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TofuAutoConfiguration.class, JacksonAutoConfiguration.class })
	static class Configuration {

	}

	static class ServerConfiguration extends Configuration {

		@TofuListener("orders")
		Receipt order(Order order) {
			return Receipt.of(order);
		}

		@TofuListener("receipts")
		Stream<Receipt> receipts(Order order) {
			return Stream.generate(() -> Receipt.of(order)).limit(order.quantity());
		}

		@TofuListener("upload")
		int upload(InputStream pieces, @Header(PIECE_LENGTH) int pieceLength) throws IOException {
			return Repeated.check(pieces, Body.oneWay(pieceLength));
		}

	}

}

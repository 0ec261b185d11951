package io.tofu.benchmarks.contender.spring;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.rsocket.RSocketRequester;
import org.springframework.messaging.rsocket.RSocketStrategies;
import org.springframework.messaging.rsocket.annotation.support.RSocketMessageHandler;
import org.springframework.stereotype.Controller;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.util.pattern.PathPatternRouteMatcher;

/**
 * Spring's RSocket: a mapped method, and the requester, set up as Spring Boot does it.
 */
public final class SpringRSocket implements Contender {

	@Override
	public Server serve(Endpoint at) {
		ConfigurableApplicationContext application = Applications.start(ServerConfiguration.class,
				"rsocket.port=" + at.port());
		int port = application.getBean(CloseableChannel.class).address().getPort();
		return new Applications.Serving(application, Endpoint.tcp(port));
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		ConfigurableApplicationContext application = Applications.start(ClientConfiguration.class,
				"rsocket.port=" + to.port());
		return new CallingClient(application, new Requester(application.getBean(RSocketRequester.class)), connections,
				bodyLength);
	}

	@Override
	public void close() {
		// nothing but the applications
	}

	private record Requester(RSocketRequester requester) implements Caller {

		@Override
		public @Nullable Receipt call(Order order) {
			return request(order).block();
		}

		@Override
		public void call(Order order, BiConsumer<? super @Nullable Receipt, ? super @Nullable Throwable> then) {
			request(order).subscribe((receipt) -> then.accept(receipt, null), (failure) -> then.accept(null, failure));
		}

		@Override
		public void receipts(Order order, Consumer<Receipt> taker) {
			this.requester.route("receipts").data(order).retrieveFlux(Receipt.class).doOnNext(taker).blockLast();
		}

		private Mono<Receipt> request(Order order) {
			return this.requester.route("orders").data(order).retrieveMono(Receipt.class);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JacksonAutoConfiguration.class)
	static class Configuration {

		@Bean
		RSocketStrategies rSocketStrategies(JsonMapper mapper) {
			return RSocketStrategies.builder()
				.routeMatcher(new PathPatternRouteMatcher())
				.encoder(new JacksonJsonEncoder(mapper))
				.decoder(new JacksonJsonDecoder(mapper))
				.build();
		}

	}

	static class ClientConfiguration extends Configuration {

		@Bean(destroyMethod = "dispose")
		RSocketRequester requester(RSocketStrategies strategies, @Value("${rsocket.port}") int port) {
			return RSocketRequester.builder()
				.rsocketStrategies(strategies)
				.dataMimeType(MimeTypeUtils.APPLICATION_JSON)
				.tcp("127.0.0.1", port);
		}

	}

	static class ServerConfiguration extends Configuration {

		@Bean
		RSocketMessageHandler messageHandler(RSocketStrategies strategies) {
			RSocketMessageHandler handler = new RSocketMessageHandler();
			handler.setRSocketStrategies(strategies);
			return handler;
		}

		@Bean(destroyMethod = "dispose")
		CloseableChannel server(RSocketMessageHandler handler, @Value("${rsocket.port}") int port) {
			return RSocketServer.create(handler.responder())
				.payloadDecoder(PayloadDecoder.ZERO_COPY)
				.bindNow(TcpServerTransport.create("127.0.0.1", port));
		}

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

	@Controller
	static class Orders {

		@MessageMapping("orders")
		Receipt order(Order order) {
			return Receipt.of(order);
		}

		@MessageMapping("receipts")
		Flux<Receipt> receipts(Order order) {
			return Flux.range(0, order.quantity()).map((number) -> Receipt.of(order));
		}

	}

}

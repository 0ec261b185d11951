package io.tofu.benchmarks.contender.spring;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.grpc.server.service.GrpcService;

/**
 * Spring's gRPC: a service bean, and unary calls on a channel of the factory, what stubs
 * do, too. The messages are JSON, as everybody's.
 */
public final class SpringGrpc implements Contender {

	@Override
	public Server serve(Endpoint at) {
		ConfigurableApplicationContext application = Applications.start(ServerConfiguration.class,
				"spring.grpc.server.address=127.0.0.1", "spring.grpc.server.port=" + at.port());
		int port = application.getBean(GrpcServerLifecycle.class).getPort();
		return new Applications.Serving(application, Endpoint.tcp(port));
	}

	@Override
	public Client connect(Endpoint to, int connections, int bodyLength) {
		ConfigurableApplicationContext application = Applications.start(ClientConfiguration.class,
				"spring.grpc.client.channel.shop.target=static://127.0.0.1:" + to.port());
		Marshallers marshallers = application.getBean(Marshallers.class);
		Stub stub = new Stub(application.getBean(GrpcChannelFactory.class).createChannel("shop"), marshallers.method(),
				marshallers.streaming());
		return new CallingClient(application, stub, connections, bodyLength);
	}

	@Override
	public void close() {
		// nothing but the applications
	}

	private record Stub(ManagedChannel channel, MethodDescriptor<Order, Receipt> method,
			MethodDescriptor<Order, Receipt> streaming) implements Caller {

		@Override
		public @Nullable Receipt call(Order order) {
			return ClientCalls.blockingUnaryCall(this.channel, this.method, CallOptions.DEFAULT, order);
		}

		@Override
		public void call(Order order, BiConsumer<? super @Nullable Receipt, ? super @Nullable Throwable> then) {
			ClientCalls.asyncUnaryCall(this.channel.newCall(this.method, CallOptions.DEFAULT), order,
					new Observer(then));
		}

		@Override
		public void receipts(Order order, Consumer<Receipt> taker) {
			Taking taking = new Taking(taker);
			ClientCalls.asyncServerStreamingCall(this.channel.newCall(this.streaming, CallOptions.DEFAULT), order,
					taking);
			taking.end.join();
		}

	}

	private record Observer(BiConsumer<? super @Nullable Receipt, ? super @Nullable Throwable> then)
			implements
				StreamObserver<Receipt> {

		@Override
		public void onNext(Receipt receipt) {
			this.then.accept(receipt, null);
		}

		@Override
		public void onError(Throwable failure) {
			this.then.accept(null, failure);
		}

		@Override
		public void onCompleted() {
			// the receipt has come before
		}

	}

	/** Asks for many messages at a time: to ask for one costs more than to take it. */
	private static final class Taking implements ClientResponseObserver<Order, Receipt> {

		private static final int WINDOW = 256;

		private final Consumer<Receipt> taker;

		private final CompletableFuture<Void> end = new CompletableFuture<>();

		private @Nullable ClientCallStreamObserver<Order> call;

		private int taken;

		Taking(Consumer<Receipt> taker) {
			this.taker = taker;
		}

		@Override
		public void beforeStart(ClientCallStreamObserver<Order> call) {
			this.call = call;
			call.disableAutoRequestWithInitial(WINDOW);
		}

		@Override
		public void onNext(Receipt receipt) {
			this.taker.accept(receipt);
			if (++this.taken % (WINDOW / 2) == 0) {
				Objects.requireNonNull(this.call).request(WINDOW / 2);
			}
		}

		@Override
		public void onError(Throwable failure) {
			this.end.completeExceptionally(failure);
		}

		@Override
		public void onCompleted() {
			this.end.complete(null);
		}

	}

	/** The method of the service, in place of what a compiler would generate. */
	record Marshallers(JsonMapper mapper) {

		MethodDescriptor<Order, Receipt> method() {
			return method("orders", MethodDescriptor.MethodType.UNARY);
		}

		MethodDescriptor<Order, Receipt> streaming() {
			return method("receipts", MethodDescriptor.MethodType.SERVER_STREAMING);
		}

		private MethodDescriptor<Order, Receipt> method(String name, MethodDescriptor.MethodType type) {
			return MethodDescriptor.<Order, Receipt>newBuilder()
				.setType(type)
				.setFullMethodName("shop/" + name)
				.setRequestMarshaller(new JsonMarshaller<>(this.mapper, Order.class))
				.setResponseMarshaller(new JsonMarshaller<>(this.mapper, Receipt.class))
				.build();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, SslAutoConfiguration.class })
	static class Configuration {

		@Bean
		Marshallers marshallers(JsonMapper mapper) {
			return new Marshallers(mapper);
		}

	}

	@ImportAutoConfiguration(GrpcClientAutoConfiguration.class)
	static class ClientConfiguration extends Configuration {

	}

	@ImportAutoConfiguration(GrpcServerAutoConfiguration.class)
	static class ServerConfiguration extends Configuration {

		@Bean
		Shop shop(Marshallers marshallers) {
			return new Shop(marshallers);
		}

	}

	@GrpcService
	record Shop(Marshallers marshallers) implements BindableService {

		@Override
		public ServerServiceDefinition bindService() {
			return ServerServiceDefinition.builder("shop")
				.addMethod(this.marshallers.method(), ServerCalls.asyncUnaryCall((order, answers) -> {
					answers.onNext(Receipt.of(order));
					answers.onCompleted();
				}))
				.addMethod(this.marshallers.streaming(), ServerCalls.asyncServerStreamingCall(Shop::receipts))
				.build();
		}

		/** Sends as much as the channel takes, whenever it takes some. */
		private static void receipts(Order order, StreamObserver<Receipt> answers) {
			ServerCallStreamObserver<Receipt> stream = (ServerCallStreamObserver<Receipt>) answers;
			Iterator<Receipt> receipts = Stream.generate(() -> Receipt.of(order)).limit(order.quantity()).iterator();
			AtomicBoolean completed = new AtomicBoolean();
			stream.setOnReadyHandler(() -> {
				while (stream.isReady() && receipts.hasNext()) {
					stream.onNext(receipts.next());
				}
				if (!receipts.hasNext() && completed.compareAndSet(false, true)) {
					stream.onCompleted();
				}
			});
		}

	}

}

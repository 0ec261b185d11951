package io.tofu.spring.boot.autoconfigure;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.tofu.OpCode;
import io.tofu.spring.service.ImportTofuServices;
import io.tofu.spring.service.TofuExchange;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Headers;

/**
 * Each mistake in an interface with exchanges that keeps an application from starting:
 * what somebody reads then names the method, says what is wrong and what to change.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceMistakesTests {

	private static final String ANSWERS = "or CompletableFuture<…> or Mono<…> of one of these";

	static List<Arguments> mistakes() {
		return List.of(mistake(NoInterface.class, "Service, which is no interface", "", "to an interface"),
				mistake(NoExchange.class, "Service.send() has no @TofuExchange", "", "make it a default method"),
				mistake(NoPeer.class, "Service.send() has nobody to send to", "", "Set peer in the @TofuExchange"),
				mistake(UnknownPeer.class, "Service.send() sends to an unknown peer", "'stok'",
						"Set tofu.peer.stok.address, or change the peer."),
				mistake(NoPlaceholder.class, "\"${nowhere}\" of the method", "Service.send() has no value",
						"Set what its placeholder stands for"),
				mistake(Pattern.class, "The route 'orders.*' of the method", "Service.send() is nothing",
						"Write the route as"),
				mistake(NoArgument.class, "Service.send() has the variable 'id', which no parameter gives", "",
						"@DestinationVariable(\"id\")"),
				mistake(NoVariable.class, "Service.send() gives the variable 'id', but its route is 'orders'", "",
						"Write {id}"),
				mistake(TwoPayloads.class, "Service.send() has two parameters for the payload", "", "Leave one"),
				mistake(TwoTimeouts.class, "Service.send() has two parameters for the Duration", "", "Leave one"),
				mistake(HeadersOfNoMap.class, "Service.send() has @Headers on a parameter that is no Map", "",
						"Map<String, String>"),
				mistake(ObjectSent.class, "Service.send() takes a payload of type", "no converter for objects",
						"Add spring-boot-starter-jackson"),
				mistake(ObjectWanted.class, "Service.send() returns a payload of type", "no converter for objects",
						"Add spring-boot-starter-jackson"),
				mistake(FutureOfMono.class, "returns java.util.concurrent.CompletableFuture<reactor", "", ANSWERS),
				mistake(RawMessage.class, "returns org.springframework.messaging.Message", "", ANSWERS),
				mistake(StreamedSignal.class, "Service.send() sends a Signal that is a stream", "",
						"Set op to REQUEST, whose answer ends the stream"),
				mistake(AnsweredSignal.class, "sends a SIGNAL and returns java.lang.String", "", "Mono<Void>"),
				mistake(OddOperation.class, "Service.send() has the operation HELLO_REQUEST", "",
						"Set op to REQUEST or SIGNAL."),
				mistake(OperationOfType.class, "Service has the operation SIGNAL", "", "Set op on the methods."));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void saysWhatIsWrongAndWhatToChange(Class<?> importing, String first, String second, String action,
			CapturedOutput output) {
		MistakenApplication.assertExplains(importing, first, second, action, output);
	}

	private static Arguments mistake(Class<?> importing, String first, String second, String action) {
		return Arguments.of(importing, first, second, action);
	}

	@ImportTofuServices(NoInterface.Service.class)
	static class NoInterface {

		static class Service {

		}

	}

	@ImportTofuServices(NoExchange.Service.class)
	static class NoExchange {

		@TofuExchange(peer = "stock")
		interface Service {

			void send();

		}

	}

	@ImportTofuServices(NoPeer.Service.class)
	static class NoPeer {

		interface Service {

			@TofuExchange("orders")
			void send();

		}

	}

	@ImportTofuServices(UnknownPeer.Service.class)
	static class UnknownPeer {

		interface Service {

			@TofuExchange(route = "orders", peer = "stok")
			void send();

		}

	}

	@ImportTofuServices(NoPlaceholder.Service.class)
	static class NoPlaceholder {

		interface Service {

			@TofuExchange(route = "${nowhere}", peer = "stock")
			void send();

		}

	}

	@ImportTofuServices(Pattern.Service.class)
	static class Pattern {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders.*")
			void send();

		}

	}

	@ImportTofuServices(NoArgument.Service.class)
	static class NoArgument {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders.{id}")
			void send(String id);

		}

	}

	@ImportTofuServices(NoVariable.Service.class)
	static class NoVariable {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			void send(@DestinationVariable("id") String id);

		}

	}

	@ImportTofuServices(TwoPayloads.Service.class)
	static class TwoPayloads {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			void send(String one, String two);

		}

	}

	@ImportTofuServices(TwoTimeouts.Service.class)
	static class TwoTimeouts {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			void send(Duration one, Duration two);

		}

	}

	@ImportTofuServices(HeadersOfNoMap.Service.class)
	static class HeadersOfNoMap {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			void send(@Headers String headers);

		}

	}

	@ImportTofuServices(ObjectSent.Service.class)
	static class ObjectSent {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			void send(List<Integer> order);

		}

	}

	@ImportTofuServices(ObjectWanted.Service.class)
	static class ObjectWanted {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			CompletableFuture<Message<List<Integer>>> send(String order);

		}

	}

	@ImportTofuServices(StreamedSignal.Service.class)
	static class StreamedSignal {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange(route = "orders", op = OpCode.SIGNAL)
			void send(InputStream orders);

		}

	}

	@ImportTofuServices(FutureOfMono.Service.class)
	static class FutureOfMono {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange("orders")
			CompletableFuture<Mono<String>> send();

		}

	}

	@ImportTofuServices(RawMessage.Service.class)
	static class RawMessage {

		@TofuExchange(peer = "stock")
		@SuppressWarnings("rawtypes")
		interface Service {

			@TofuExchange("orders")
			Message send();

		}

	}

	@ImportTofuServices(AnsweredSignal.Service.class)
	static class AnsweredSignal {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange(route = "orders", op = OpCode.SIGNAL)
			String send();

		}

	}

	@ImportTofuServices(OddOperation.Service.class)
	static class OddOperation {

		@TofuExchange(peer = "stock")
		interface Service {

			@TofuExchange(route = "orders", op = OpCode.HELLO_REQUEST)
			void send();

		}

	}

	@ImportTofuServices(OperationOfType.Service.class)
	static class OperationOfType {

		@TofuExchange(peer = "stock", op = OpCode.SIGNAL)
		interface Service {

			@TofuExchange("orders")
			void send();

		}

	}

}

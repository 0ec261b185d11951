package io.tofu.spring.listener;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that handle the exceptions of other beans' listeners.
 */
class TofuAdviceTests {

	@ParameterizedTest(name = "{0} of a listener: {1}")
	@CsvSource({ "state, advised", "argument, unreadable", "refused, refused after all" })
	void handlesWhatTheListenersOfAllBeansThrow(String route, String text) throws Exception {
		try (Application application = Application.of(new Plain(), new ForAll()); RawPeer peer = application.greet()) {
			assertThat(request(peer, route).text()).isEqualTo(text);
		}
	}

	@Test
	void theListenersOwnBeanComesFirst() throws Exception {
		try (Application application = Application.of(new ForAll(), new Own()); RawPeer peer = application.greet()) {
			assertThat(request(peer, "own").text()).isEqualTo("own");
			assertThat(request(peer, "not-own").text()).isEqualTo("advised");
		}
	}

	@Test
	void adviceIsAskedInItsOrder() throws Exception {
		try (Application application = Application.of(new Plain(), new Last(), new ForAll());
				RawPeer peer = application.greet()) {
			assertThat(request(peer, "state").text()).isEqualTo("advised");
			assertThat(request(peer, "io").header("error-type")).isEqualTo("last");
		}
	}

	@Test
	void whatNoAdviceHandlesGoesItsUsualWay() throws Exception {
		try (Application application = Application.of(new Plain(), new ForAll()); RawPeer peer = application.greet()) {
			assertThat(request(peer, "io").header("error-type")).isEqualTo(ErrorTypes.INTERNAL);
			peer.send(OpCode.REQUEST, 3, "", "route:nowhere");
			assertThat(peer.receive().header("error-type")).isEqualTo(ErrorTypes.NOT_FOUND);
		}
	}

	@Test
	void adviceForSomeLeavesOthersAlone() throws Exception {
		for (Object advice : new Object[] { new ForType(), new ForAnnotation(), new ForPackageOfClass(),
				new ForPackage() }) {
			try (Application application = Application.of(advice, new Plain(), new Special());
					RawPeer peer = application.greet()) {
				assertThat(request(peer, "special").text()).isEqualTo("special");
				boolean alsoPlain = advice instanceof ForPackage || advice instanceof ForPackageOfClass;
				assertThat(request(peer, "state").text()).isEqualTo(alsoPlain ? "special" : "");
			}
		}
	}

	@Test
	void adviceForOtherPackagesIsNotAsked() throws Exception {
		try (Application application = Application.of(new ForOtherPackage(), new Plain());
				RawPeer peer = application.greet()) {
			assertThat(request(peer, "state").header("error-type")).isEqualTo(ErrorTypes.INTERNAL);
		}
	}

	@Test
	void adviceAndListenersMayBeProxied() throws Exception {
		try (Application application = Application.of(proxied(new ForType()), proxied(new Special()));
				RawPeer peer = application.greet()) {
			assertThat(request(peer, "special").text()).isEqualTo("special");
		}
	}

	private static Object proxied(Object target) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(true);
		return factory.getProxy();
	}

	private static RawPeer.Frame request(RawPeer peer, String route) throws Exception {
		peer.send(OpCode.REQUEST, 7, "{", "route:" + route);
		return peer.receive();
	}

	record Item(String name) {
	}

	static class Plain {

		@TofuListener("state")
		void state() {
			throw new IllegalStateException();
		}

		@TofuListener("argument")
		void argument(Item item) {
		}

		@TofuListener("refused")
		void refused() {
			throw new TofuResponseException("refused", "refused after all");
		}

		@TofuListener("io")
		void io() throws IOException {
			throw new IOException();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Marked {

	}

	@Marked
	public static class Special {

		@TofuListener("special")
		public void special() {
			throw new IllegalStateException();
		}

	}

	static class Own {

		@TofuListener("own")
		void own() {
			throw new IllegalArgumentException();
		}

		@TofuListener("not-own")
		void notOwn() {
			throw new IllegalStateException();
		}

		@MessageExceptionHandler(IllegalArgumentException.class)
		String handle() {
			return "own";
		}

	}

	@TofuAdvice
	@Order(1)
	static class ForAll {

		@MessageExceptionHandler({ IllegalStateException.class, IllegalArgumentException.class })
		String state() {
			return "advised";
		}

		@MessageExceptionHandler(MessageConversionException.class)
		String conversion() {
			return "unreadable";
		}

		@MessageExceptionHandler
		String refusal(TofuResponseException ex) {
			return ex.getMessage();
		}

	}

	@TofuAdvice
	@Order(2)
	static class Last {

		@MessageExceptionHandler(Exception.class)
		TofuResponseException any() {
			return new TofuResponseException("last", null);
		}

	}

	public static class Answering {

		@MessageExceptionHandler(IllegalStateException.class)
		public String state() {
			return "special";
		}

	}

	@TofuAdvice(assignableTypes = Special.class)
	public static class ForType extends Answering {

	}

	@TofuAdvice(annotations = Marked.class)
	static class ForAnnotation extends Answering {

	}

	@TofuAdvice("io.tofu.spring")
	static class ForPackage extends Answering {

	}

	@TofuAdvice(basePackageClasses = TofuAdviceTests.class)
	static class ForPackageOfClass extends Answering {

	}

	@TofuAdvice({ "io.tofu.spring.lis", "com.example" })
	static class ForOtherPackage extends Answering {

	}

}

package io.tofu.spring.listener;

import io.tofu.OpCode;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A class whose listeners' routes begin alike.
 */
class RoutePrefixTests {

	@Test
	void standsBeforeTheRoutesOfTheListeners() {
		try (Application application = Application.of(new Orders())) {
			assertThat(application.registry().all()).extracting(TofuListenerContainer::route)
				.containsExactlyInAnyOrder("orders.{region}.get", "orders.{region}.{id}.cancel", "orders.{region}", "");
		}
	}

	@Test
	void mayHaveVariablesOfItsOwn() throws Exception {
		try (Application application = Application.of(new Orders()); RawPeer peer = application.greet()) {
			peer.send(OpCode.REQUEST, 1, "", "route:orders.west.7.cancel");
			assertThat(peer.receive().text()).isEqualTo("7 of west");
		}
	}

	@Test
	void isNotForHelloAndByeWithoutRoute() throws Exception {
		try (Application application = Application.of(new Orders()); RawPeer peer = application.connect()) {
			peer.send(OpCode.HELLO_REQUEST, 1, "");
			assertThat(peer.receive().text()).isEqualTo("welcome");
		}
	}

	@Test
	void isFoundBehindProxiesAndOnParents() {
		ProxyFactory factory = new ProxyFactory(new Child());
		factory.setProxyTargetClass(true);
		try (Application application = Application.of(factory.getProxy())) {
			assertThat(application.registry().all()).extracting(TofuListenerContainer::route)
				.containsExactly("parent.child");
		}
	}

	@Test
	void mayEndWithTheSeparator() {
		try (Application application = Application.of(new WithSeparator())) {
			assertThat(application.registry().all()).extracting(TofuListenerContainer::route)
				.containsExactly("orders.get");
		}
	}

	@MessageMapping("orders.")
	static class WithSeparator {

		@TofuListener("get")
		void get() {
		}

	}

	@MessageMapping("orders.#{'{region}'}")
	static class Orders {

		@TofuListener("get")
		void get() {
		}

		@TofuListener("{id}.cancel")
		String cancel(@DestinationVariable String region, @DestinationVariable String id) {
			return id + " of " + region;
		}

		@TofuListener
		void others() {
		}

		@TofuListener(op = OpCode.HELLO_REQUEST)
		String hello() {
			return "welcome";
		}

	}

	@MessageMapping("parent")
	static class Parent {

	}

	static class Child extends Parent {

		@TofuListener("child")
		void handle() {
		}

	}

}

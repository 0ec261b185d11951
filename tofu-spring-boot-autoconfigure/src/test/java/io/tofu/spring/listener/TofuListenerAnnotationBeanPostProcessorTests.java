package io.tofu.spring.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tofu.OpCode;
import io.tofu.spring.TofuMessageConverter;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * From annotations to listeners.
 */
class TofuListenerAnnotationBeanPostProcessorTests {

	@Test
	void registersEachAnnotationAsAListener() {
		try (AnnotationConfigApplicationContext context = context(new Several())) {
			assertThat(registry(context).all()).extracting(TofuListenerContainer::id, TofuListenerContainer::route)
				.containsExactlyInAnyOrder(tuple("first", "a"), tuple("bean.twice", "b"),
						tuple("bean.composed", "c.x"));
			TofuListenerContainer composed = registry(context).get("bean.composed");
			assertThat(composed.mapping().operations()).containsExactly(OpCode.SIGNAL);
			assertThat(composed.mapping().conditions()).containsExactly(HeaderCondition.parse("PDL=PS"));
		}
	}

	@Test
	void resolvesPlaceholdersAndExpressions() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of("my.route", "orders.get", "my.concurrency", "7")));
			refresh(context, new Resolved());
			TofuListenerContainer listener = registry(context).get("listener-5");
			assertThat(listener).isNotNull();
			assertThat(listener.route()).isEqualTo("orders.get");
			assertThat(listener.mapping().peer()).isEqualTo("inventory");
			assertThat(listener.isAutoStartup()).isFalse();
			assertThat(listener.isRunning()).isFalse();
			assertThat(listener.definition().concurrency()).isEqualTo(7);
			assertThat(listener.definition().ordering()).isEqualTo(Ordering.CHANNEL);
			assertThat(listener.definition().errorHandler()).isSameAs(context.getBean("errors"));
		}
	}

	@Test
	void takesTheDefaultsFromTheSettings() {
		try (AnnotationConfigApplicationContext context = context(new Plain())) {
			ListenerDefinition definition = registry(context).get("bean.handle").definition();
			assertThat(definition.concurrency()).isEqualTo(64);
			assertThat(definition.ordering()).isEqualTo(Ordering.EXCHANGE);
			assertThat(definition.autoStartup()).isTrue();
			assertThat(definition.mapping().operations()).containsExactlyInAnyOrder(OpCode.REQUEST, OpCode.SIGNAL);
		}
	}

	@Test
	void callsTheProxyNotItsTarget() {
		ProxyFactory factory = new ProxyFactory(new Plain());
		factory.setProxyTargetClass(true);
		try (AnnotationConfigApplicationContext context = context(factory.getProxy())) {
			assertThat(registry(context).get("bean.handle").definition().bean()).isSameAs(context.getBean("bean"))
				.isNotExactlyInstanceOf(Plain.class);
		}
	}

	@Test
	void findsAnnotationsOfInterfaces() {
		ProxyFactory factory = new ProxyFactory(new Implementation());
		try (AnnotationConfigApplicationContext context = context(factory.getProxy())) {
			assertThat(registry(context).get("bean.handle").route()).isEqualTo("interface");
		}
	}

	@Test
	void registersTheProxiesOfScopedBeans() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Scoped.class);
			refresh(context, new Object());
			assertThat(registry(context).all()).singleElement()
				.satisfies((listener) -> assertThat(listener.definition().bean()).isInstanceOf(ScopedObject.class));
		}
	}

	@Test
	void registersBeansMadeLater() {
		try (AnnotationConfigApplicationContext context = context(new Object())) {
			assertThat(registry(context).all()).isEmpty();
			context.getAutowireCapableBeanFactory().initializeBean(new Plain(), "late");
			assertThat(registry(context).get("late.handle").isRunning()).isTrue();
		}
	}

	@Test
	void startsOnlyWhatStartsByItselfAlsoOnRestart() {
		try (AnnotationConfigApplicationContext context = context(new Manual())) {
			TofuListenerContainer manual = registry(context).get("manual");
			TofuListenerContainer automatic = registry(context).get("automatic");
			assertThat(manual.isRunning()).isFalse();
			assertThat(automatic.isRunning()).isTrue();
			manual.start();
			context.stop();
			assertThat(manual.isRunning()).isFalse();
			assertThat(automatic.isRunning()).isFalse();
			context.start();
			assertThat(manual.isRunning()).isFalse();
			assertThat(automatic.isRunning()).isTrue();
		}
	}

	@Test
	void startsBeforeAndStopsAfterTheTraffic() {
		try (AnnotationConfigApplicationContext context = context(new Plain())) {
			assertThat(registry(context).getPhase()).isLessThan(Integer.MAX_VALUE - 1024)
				.isGreaterThan(Integer.MAX_VALUE - 2048);
		}
	}

	private static AnnotationConfigApplicationContext context(Object bean) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		refresh(context, bean);
		return context;
	}

	@SuppressWarnings("unchecked")
	private static void refresh(AnnotationConfigApplicationContext context, Object bean) {
		context.registerBean(TofuListenerAnnotationBeanPostProcessor.class);
		context.registerBean(TofuListenerRegistry.class, () -> new TofuListenerRegistry(TofuListenerSettings.defaults(),
				new TofuMessageConverter(List.of()), Runnable::run, Set.of("inventory"), List.of()));
		context.registerBean(PropertySourcesPlaceholderConfigurer.class);
		context.registerBean("errors", TofuListenerErrorHandler.class, () -> (message, failure) -> null);
		context.registerBean("bean", (Class<Object>) bean.getClass(), () -> bean);
		context.refresh();
	}

	private static TofuListenerRegistry registry(AnnotationConfigApplicationContext context) {
		return context.getBean(TofuListenerRegistry.class);
	}

	static class Several {

		@TofuListener(id = "first", route = "a")
		@TofuListener("b")
		void twice() {
		}

		@Composed("c.x")
		void composed() {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@TofuListener(op = OpCode.SIGNAL, headers = "PDL=PS")
	@interface Composed {

		@AliasFor(annotation = TofuListener.class, attribute = "route")
		String value();

	}

	static class Resolved {

		@TofuListener(id = "listener-#{2 + 3}", route = "${my.route}", peer = "${my.peer:inventory}",
				concurrency = "${my.concurrency}", autoStartup = "#{false}", ordering = Ordering.CHANNEL,
				errorHandler = "#{@errors}")
		void handle() {
		}

	}

	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		@TofuListener("scoped")
		void handle() {
		}

	}

	static class Plain {

		@TofuListener("plain")
		void handle() {
		}

	}

	interface Contract {

		@TofuListener("interface")
		void handle();

	}

	static class Implementation implements Contract {

		@Override
		public void handle() {
		}

	}

	static class Manual {

		@TofuListener(id = "manual", route = "manual", autoStartup = "false")
		void manual() {
		}

		@TofuListener(id = "automatic", route = "automatic")
		void automatic() {
		}

	}

}

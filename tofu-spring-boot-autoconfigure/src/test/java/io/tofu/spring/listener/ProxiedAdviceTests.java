package io.tofu.spring.listener;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Exception handlers behind proxies, in advice and in listeners' beans.
 */
class ProxiedAdviceTests {

	@Test
	void adviceIsFoundBehindAProxyOfItsInterfaces() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(InterfaceProxies.class);
			context.register(Advice.class);
			context.refresh();
			List<AdviceBean> advice = AdviceBean.findIn(context.getBeanFactory());
			assertThat(advice).hasSize(1);
			assertThat(handlersOf(new Object(), advice).find(new IllegalStateException())).isNotNull();
		}
	}

	@Test
	void scopedAdviceIsAskedOnce() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			context.register(Scoped.class);
			context.refresh();
			assertThat(AdviceBean.findIn(context.getBeanFactory())).singleElement()
				.satisfies((advice) -> assertThat(advice.bean()).isSameAs(context.getBean("scoped")));
		}
	}

	@Test
	void aMethodThatTheProxyHasNotIsRefusedBeforeItIsNeeded() {
		Object proxy = new InterfaceProxies().postProcessAfterInitialization(new Hidden(), "hidden");
		assertThatExceptionOfType(TofuListenerConfigurationException.class)
			.isThrownBy(() -> handlersOf(proxy, List.of()))
			.withMessageContaining("Hidden.hidden()")
			.satisfies((ex) -> assertThat(ex.action()).contains("proxyTargetClass"));
	}

	private static ExceptionHandlers handlersOf(Object bean, List<AdviceBean> advice) {
		return new ExceptionHandlers(bean, advice, new HandlerMethodArgumentResolverComposite());
	}

	interface Refusing {

		String refuse();

	}

	@TofuAdvice
	static class Advice implements Refusing {

		@Override
		@MessageExceptionHandler(IllegalStateException.class)
		public String refuse() {
			return "refused";
		}

	}

	static class Hidden implements Refusing {

		@Override
		public String refuse() {
			return "refused";
		}

		@MessageExceptionHandler(IllegalStateException.class)
		String hidden() {
			return "hidden";
		}

	}

	@TofuAdvice(name = "scoped")
	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		@MessageExceptionHandler(IllegalStateException.class)
		String refuse() {
			return "refused";
		}

	}

	/** As Spring makes them for classes that implement something. */
	static class InterfaceProxies implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof Refusing) ? new ProxyFactory(bean).getProxy() : bean;
		}

	}

}

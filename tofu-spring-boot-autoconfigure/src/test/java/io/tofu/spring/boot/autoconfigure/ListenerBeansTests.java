package io.tofu.spring.boot.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tofu.ChannelInfo;
import io.tofu.ChannelKind;
import io.tofu.EngineListener;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.listener.TofuAdvice;
import io.tofu.spring.listener.TofuListener;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Beans of the application that listeners find by themselves.
 */
class ListenerBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class))
		.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}",
				"tofu.peer.self.connect-wait=10s");

	@Test
	void argumentResolversSupplyArguments() {
		this.runner.withBean(LocaleResolver.class).withBean(Polyglot.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(request(context, "language").header("lang", "de").request(String.class)).isEqualTo("de");
		});
	}

	@Test
	void withoutTheResolverTheParameterIsAPayloadThatCannotBe() {
		this.runner.withBean(Polyglot.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("payload of type java.util.Locale"));
	}

	@Test
	void convertersOfTheApplicationConvertObjects() {
		this.runner
			.withBean(TofuMessageConverter.class,
					() -> new TofuMessageConverter(List.of(new JacksonJsonMessageConverter())))
			.withBean(Polyglot.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(request(context, "language").body(Locale.FRENCH).request(String.class)).isEqualTo("fr");
			});
	}

	@Test
	void adviceIsThereAlthoughBeansAreLazy() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean(Failing.class)
			.withBean(Advice.class)
			.run((context) -> assertThatExceptionOfType(TofuRemoteException.class)
				.isThrownBy(() -> request(context, "fail").request(String.class))
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo("advised")));
	}

	@Test
	void theEngineTellsItsListener() {
		Opened opened = new Opened();
		this.runner.withBean(EngineListener.class, () -> opened)
			.run((context) -> assertThat(opened.channels).extracting(ChannelInfo::kind).contains(ChannelKind.LISTENER));
	}

	@Test
	void ofSeveralEngineListenersThePrimaryOneIsTold() {
		Opened opened = new Opened();
		Opened other = new Opened();
		this.runner.withBean("other", EngineListener.class, () -> other)
			.withBean("primary", EngineListener.class, () -> opened, (definition) -> definition.setPrimary(true))
			.run((context) -> {
				assertThat(opened.channels).isNotEmpty();
				assertThat(other.channels).isEmpty();
			});
	}

	@Test
	void customizersHaveTheLastWordOnTheEngineListener() {
		Opened opened = new Opened();
		this.runner.withBean(EngineListener.class, () -> opened)
			.withBean(AmpeOptionsCustomizer.class, () -> (options) -> options.listener(EngineListener.NONE))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(opened.channels).isEmpty();
			});
	}

	private static TofuClient.RequestSpec request(ApplicationContext context, String route) {
		return context.getBean(TofuClient.class).peer("self").route(route);
	}

	static class Polyglot {

		@TofuListener("language")
		String language(Locale locale) {
			return locale.getLanguage();
		}

	}

	static class LocaleResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == Locale.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return Locale.forLanguageTag(String.valueOf(message.getHeaders().get("lang")));
		}

	}

	static class Failing {

		@TofuListener("fail")
		void fail() {
			throw new IllegalStateException();
		}

	}

	@TofuAdvice
	static class Advice {

		@MessageExceptionHandler(IllegalStateException.class)
		TofuResponseException advise() {
			return new TofuResponseException("advised", null);
		}

	}

	static class Opened implements EngineListener {

		private final List<ChannelInfo> channels = new CopyOnWriteArrayList<>();

		@Override
		public void onChannelOpened(ChannelInfo channel) {
			this.channels.add(channel);
		}

	}

}

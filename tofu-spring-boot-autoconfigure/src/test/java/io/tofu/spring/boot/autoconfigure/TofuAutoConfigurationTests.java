package io.tofu.spring.boot.autoconfigure;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuServers;
import io.tofu.spring.TofuTraffic;
import io.tofu.spring.listener.TofuListener;
import io.tofu.spring.listener.TofuListenerAnnotationBeanPostProcessor;
import io.tofu.spring.listener.TofuListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the beans of {@link TofuAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TofuAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TofuAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { Ampe.class, TofuProperties.class, TofuMessageConverter.class, TofuListenerRegistry.class,
			TofuListenerAnnotationBeanPostProcessor.class, TofuConnections.class, TofuServers.class, TofuPeers.class,
			TofuTraffic.class, TofuClient.class })
	void beanIsThere(Class<?> type) {
		this.runner.run((context) -> assertThat(context).hasSingleBean(type));
	}

	@ParameterizedTest
	@ValueSource(classes = { Ampe.class, TofuProperties.class, TofuMessageConverter.class, TofuListenerRegistry.class,
			TofuListenerAnnotationBeanPostProcessor.class, TofuConnections.class, TofuServers.class, TofuPeers.class,
			TofuTraffic.class, TofuClient.class })
	void nothingIsThereWhenDisabled(Class<?> type) {
		this.runner.withPropertyValues("tofu.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(type));
	}

	@ParameterizedTest
	@ValueSource(classes = { TofuMessageConverter.class, TofuListenerRegistry.class,
			TofuListenerAnnotationBeanPostProcessor.class, TofuConnections.class, TofuServers.class, TofuPeers.class,
			TofuTraffic.class, TofuClient.class })
	<T> void beanBacksOffForTheUsersOwn(Class<T> type) {
		T own = Mockito.mock(type);
		this.runner.withBean("own", type, () -> own).run((context) -> assertThat(context).getBean(type).isSameAs(own));
	}

	@Test
	void payloadsAreChecked() {
		this.runner.withUserConfiguration(Checked.class)
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.address=${local.tofu.address}")
			.run((context) -> {
				TofuClient.RequestSpec order = context.getBean(TofuClient.class).peer("self").route("order");
				assertThat(order.body(2).request(String.class)).isEqualTo("2 ordered");
				assertThatExceptionOfType(TofuRemoteException.class)
					.isThrownBy(() -> order.body(0).request(String.class))
					.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ErrorTypes.BAD_REQUEST));
			});
	}

	@Test
	void engineStopsWithTheContext() {
		Ampe[] ampe = new Ampe[1];
		this.runner.run((context) -> {
			ampe[0] = context.getBean(Ampe.class);
			assertThat(ampe[0].isRunning()).isTrue();
		});
		assertThat(ampe[0].isRunning()).isFalse();
	}

	@Test
	void usersEngineIsUsedButNotClosed() {
		this.runner.withUserConfiguration(OwnEngine.class)
			.withPropertyValues("tofu.server.address=tcp://127.0.0.1:0")
			.run((context) -> {
				assertThat(context).hasSingleBean(Ampe.class);
				assertThat(OwnEngine.ampe.stats().groups()).isEqualTo(1);
			});
		try (Ampe ampe = OwnEngine.ampe) {
			assertThat(ampe.isRunning()).isTrue();
			assertThat(ampe.stats().groups()).isZero();
		}
	}

	@Test
	void customizersChangeTheOptionsInTheirOrderAfterTheProperties() {
		this.runner.withUserConfiguration(Customizers.class)
			.withPropertyValues("tofu.engine.initial-pool-size=1")
			.run((context) -> assertThat(context.getBean(Ampe.class).stats().freeMessages()).isEqualTo(4));
	}

	@Test
	void payloadsAreJsonByTheApplicationsMapper() {
		this.runner.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE").run((context) -> {
			TofuMessageConverter converter = context.getBean(TofuMessageConverter.class);
			assertThat(write(converter, new Item("tofu"), "application/json")).isEqualTo("{\"item_name\":\"tofu\"}");
		});
	}

	@Test
	void payloadsAreBytesOrTextWithoutMapper() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class))
			.run((context) -> assertThatOnlyBytesAndTextWork(context.getBean(TofuMessageConverter.class)));
	}

	@Test
	void payloadsAreBytesOrTextWithoutJackson() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TofuAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("tools.jackson", "org.springframework.boot.jackson"))
			.run((context) -> assertThatOnlyBytesAndTextWork(context.getBean(TofuMessageConverter.class)));
	}

	@ParameterizedTest
	@CsvSource({ "tofuListenerExecutor, tofu-listener-", "tofuCallbackExecutor, tofu-callback-" })
	void userCodeRunsOnPlatformThreads(String executor, String threads) {
		this.runner
			.run((context) -> assertThat(threadOf(context.getBean(executor, Executor.class))).satisfies((thread) -> {
				assertThat(thread.getName()).startsWith(threads);
				assertThat(isVirtual(thread)).isFalse();
			}));
	}

	@ParameterizedTest
	@CsvSource({ "tofuListenerExecutor, tofu-listener-", "tofuCallbackExecutor, tofu-callback-" })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void userCodeRunsOnVirtualThreadsIfTheApplicationUsesThem(String executor, String threads) {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(threadOf(context.getBean(executor, Executor.class))).satisfies((thread) -> {
				assertThat(thread.getName()).startsWith(threads);
				assertThat(isVirtual(thread)).isTrue();
			}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tofuListenerExecutor", "tofuCallbackExecutor" })
	void executorBacksOffForTheUsersOwn(String name) {
		Executor own = Runnable::run;
		this.runner.withBean(name, Executor.class, () -> own)
			.run((context) -> assertThat(context.getBean(name)).isSameAs(own));
	}

	@Test
	void applicationKeepsItsTaskExecutor() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor");
			assertThat(context.getBeanProvider(Executor.class).getObject())
				.isSameAs(context.getBean("applicationTaskExecutor"));
		});
	}

	@Test
	void connectionDetailsSupplyAddresses() {
		this.runner.withBean(TofuConnectionDetails.class, () -> new TofuConnectionDetails() {

			@Override
			public Map<String, String> getPeerAddresses() {
				return Map.of("stock", "unix:/tmp/stock.sock");
			}

		})
			.withPropertyValues("tofu.peer.stock.address=tcp://stock:7099", "tofu.peer.stock.reconnect.enabled=false")
			.run((context) -> assertThat(context.getBean(TofuPeers.class).get("stock").address())
				.isEqualTo("unix:/tmp/stock.sock"));
	}

	@Test
	void phasesAreThoseOfTheProperties() {
		this.runner.withPropertyValues("tofu.engine.phase=10", "tofu.listener.phase=20").run((context) -> {
			assertThat(context.getBean(TofuConnections.class).getPhase()).isEqualTo(10);
			assertThat(context.getBean(TofuListenerRegistry.class).getPhase()).isEqualTo(19);
			assertThat(context.getBean(TofuTraffic.class).getPhase()).isEqualTo(20);
		});
	}

	@Test
	void phasesLeaveTheWebServerBetweenThem() {
		this.runner.run((context) -> {
			assertThat(context.getBean(TofuConnections.class).getPhase()).isEqualTo(Integer.MAX_VALUE - 4096);
			assertThat(context.getBean(TofuTraffic.class).getPhase()).isEqualTo(Integer.MAX_VALUE - 1024);
		});
	}

	@Test
	void warnsWhenSpringCutsTheGracePeriodShort(CapturedOutput output) {
		this.runner
			.withPropertyValues("tofu.shutdown.grace-period=40s", "spring.lifecycle.timeout-per-shutdown-phase=35s")
			.run((context) -> assertThat(output).contains("grace-period is 40 s", "after 35 s"));
	}

	@Test
	void warnsWhenTheGracePeriodIsJustAsLong(CapturedOutput output) {
		this.runner.withPropertyValues("tofu.shutdown.grace-period=30s")
			.run((context) -> assertThat(output).contains("grace-period is 30 s", "after 30 s"));
	}

	@Test
	void saysNothingWhenTheGracePeriodFits(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).doesNotContain("grace-period"));
	}

	private static void assertThatOnlyBytesAndTextWork(TofuMessageConverter converter) {
		assertThat(write(converter, "text", "text/plain")).isEqualTo("text");
		assertThat(write(converter, "bytes".getBytes(UTF_8), "application/octet-stream")).isEqualTo("bytes");
		assertThat(write(converter, new Item("tofu"), "application/json")).isNull();
	}

	private static @Nullable String write(TofuMessageConverter converter, Object payload, String contentType) {
		Message<?> message = converter.converter()
			.toMessage(payload, new MessageHeaders(Map.of(MessageHeaders.CONTENT_TYPE, contentType)));
		return (message != null) ? new String((byte[]) message.getPayload(), UTF_8) : null;
	}

	private static Thread threadOf(Executor executor) throws InterruptedException {
		LinkedBlockingQueue<Thread> thread = new LinkedBlockingQueue<>();
		executor.execute(() -> thread.add(Thread.currentThread()));
		return thread.take();
	}

	private static boolean isVirtual(Thread thread) {
		return thread.toString().startsWith("VirtualThread");
	}

	record Item(String itemName) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEngine {

		static Ampe ampe;

		@Bean(destroyMethod = "")
		Ampe ampe() {
			ampe = TofuEngine.start(AmpeOptions.defaults());
			return ampe;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		AmpeOptionsCustomizer second() {
			return (options) -> options.initialPoolSize(options.build().initialPoolSize() * 2);
		}

		@Bean
		@Order(1)
		AmpeOptionsCustomizer first() {
			return (options) -> options.initialPoolSize(options.build().initialPoolSize() + 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Checked {

		@Bean
		Validator validator() {
			return Validator.forInstanceOf(Integer.class, (number, errors) -> {
				if (number <= 0) {
					errors.reject("positive");
				}
			});
		}

		@TofuListener("order")
		String order(@Validated Integer count) {
			return count + " ordered";
		}

	}

}

package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;
import io.tofu.EngineListener;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.PeerSettings;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuPeers;
import io.tofu.spring.TofuServers;
import io.tofu.spring.TofuTraffic;
import io.tofu.spring.listener.TofuListenerAnnotationBeanPostProcessor;
import io.tofu.spring.listener.TofuListenerRegistry;
import io.tofu.spring.service.TofuServiceProxyFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.Validator;

/**
 * Auto-configuration for tofu: an engine, what it listens on, the peers it connects to,
 * the listeners and the client.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBooleanProperty(name = "tofu.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TofuProperties.class)
@Import({ MessageConverters.Json.class, MessageConverters.BytesAndText.class, TaskExecutors.Platform.class,
		TaskExecutors.Virtual.class, PeerBeans.class })
public final class TofuAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Ampe ampe(TofuProperties properties, ObjectProvider<EngineListener> listeners,
			ObjectProvider<AmpeOptionsCustomizer> customizers) {
		AmpeOptionsBuilder options = EngineOptions.from(properties.getEngine());
		listeners.ifUnique(options::listener);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(options));
		return TofuEngine.start(options.build());
	}

	@Bean
	ConfiguredAddresses tofuAddresses(TofuProperties properties, ObjectProvider<TofuConnectionDetails> details,
			ConfigurableEnvironment environment) {
		return new ConfiguredAddresses(properties, details.getIfAvailable(), environment);
	}

	@Bean
	@ConditionalOnMissingBean
	TofuListenerRegistry tofuListenerRegistry(TofuProperties properties, ConfiguredAddresses addresses,
			TofuMessageConverter converter, @Qualifier(TaskExecutors.LISTENER) ObjectProvider<Executor> executor,
			ObjectProvider<HandlerMethodArgumentResolver> resolvers, ObjectProvider<Validator> validators) {
		Set<String> peers = new LinkedHashSet<>(addresses.ofPeers().keySet());
		if (!addresses.ofServer().isEmpty()) {
			peers.add(TofuChannel.SERVER);
		}
		TofuListenerRegistry registry = new TofuListenerRegistry(TofuSettings.listeners(properties.getListener()),
				converter, executor.getObject(), peers, resolvers.orderedStream().toList());
		registry.setValidator(validators.getIfUnique());
		registry.setPhase(TofuSettings.trafficPhase(properties) - 1);
		return registry;
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static TofuListenerAnnotationBeanPostProcessor tofuListenerAnnotationBeanPostProcessor() {
		return new TofuListenerAnnotationBeanPostProcessor();
	}

	@Bean
	static ListenerBeansAreNotLazy tofuListenerBeansAreNotLazy() {
		return new ListenerBeansAreNotLazy();
	}

	@Bean
	static ExecutorsEndLast tofuExecutorsEndLast(ObjectProvider<TofuProperties> properties) {
		return new ExecutorsEndLast(properties);
	}

	/**
	 * What is injected stops those that depend on it before it stops itself, whatever
	 * their phases: hence the providers, which leave no trace.
	 */
	@Bean
	@ConditionalOnMissingBean
	TofuConnections tofuConnections(TofuProperties properties, ConfiguredAddresses addresses, Ampe ampe,
			TofuMessageConverter converter, ObjectProvider<TofuListenerRegistry> listeners,
			ApplicationEventPublisher events, @Qualifier(TaskExecutors.CALLBACK) ObjectProvider<Executor> executor) {
		TofuListenerRegistry registry = listeners.getObject();
		TofuConnections connections = new TofuConnections(ampe, converter, registry, events, executor.getObject(),
				TofuSettings.connections(properties));
		connections.setPhase(properties.getEngine().getPhase());
		connections.setKeepAlive(() -> !addresses.ofServer().isEmpty() || !registry.all().isEmpty());
		return connections;
	}

	@Bean
	@ConditionalOnMissingBean
	TofuServers tofuServers(TofuProperties properties, TofuConnections connections, ConfiguredAddresses addresses) {
		return new TofuServers(connections, addresses.ofServer(), properties.getServer().getStartupFailurePolicy());
	}

	@Bean
	@ConditionalOnMissingBean
	TofuPeers tofuPeers(TofuProperties properties, TofuConnections connections, ConfiguredAddresses addresses) {
		Map<String, PeerSettings> peers = new LinkedHashMap<>();
		addresses.ofPeers().forEach((name, address) -> {
			TofuPeerProperties peer = properties.getPeer().getOrDefault(name, new TofuPeerProperties());
			peers.put(name, TofuSettings.peer(name, address, peer));
		});
		return new TofuPeers(connections, peers);
	}

	@Bean
	@ConditionalOnMissingBean
	TofuTraffic tofuTraffic(TofuProperties properties, TofuConnections connections, TofuServers servers,
			TofuPeers peers, Environment environment) {
		Duration gracePeriod = TofuSettings.gracePeriod(properties);
		ShutdownTime.warnIfTooShort(gracePeriod, environment);
		TofuTraffic traffic = new TofuTraffic(connections, servers, peers, gracePeriod);
		traffic.setPhase(TofuSettings.trafficPhase(properties));
		return traffic;
	}

	@Bean
	@ConditionalOnMissingBean
	TofuClient tofuClient(TofuPeers peers) {
		return new TofuClient(peers);
	}

	@Bean
	@ConditionalOnMissingBean
	TofuServiceProxyFactory tofuServiceProxyFactory(TofuClient client) {
		return new TofuServiceProxyFactory(client);
	}

	@Bean
	LocalAddress tofuLocalAddress(TofuServers servers, ConfigurableEnvironment environment) {
		return new LocalAddress(servers, environment);
	}

}

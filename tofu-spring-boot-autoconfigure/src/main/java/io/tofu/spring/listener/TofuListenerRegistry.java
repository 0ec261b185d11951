package io.tofu.spring.listener;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuInboundHandler;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuTraffic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.Validator;

/**
 * All listeners of the application, and the way of every message to one of them.
 * Thread-safe.
 *
 * <p>
 * As a lifecycle it starts the listeners before the first message can come, and stops
 * them when the traffic has ended: what comes then is answered with {@code unavailable},
 * and so is what has waited in vain.
 */
public final class TofuListenerRegistry implements TofuInboundHandler, SmartLifecycle, BeanFactoryAware {

	/** Up before the traffic, down after it. */
	public static final int PHASE = TofuTraffic.PHASE - 1;

	private static final Logger logger = LoggerFactory.getLogger(TofuListenerRegistry.class);

	private final TofuListenerSettings settings;

	private final TofuMessageConverter converter;

	private final Executor executor;

	private final MappingRules mappingRules;

	private final PayloadRules payloadRules;

	private final VariableRules variableRules = new VariableRules();

	private final List<HandlerMethodArgumentResolver> resolvers;

	private final Routes routes = new Routes();

	private final Inboxes inboxes;

	private @Nullable ConfigurableBeanFactory beanFactory;

	private @Nullable Validator validator;

	private @Nullable ListenerMethods methods;

	private int phase = PHASE;

	// replaced as a whole, under this object's monitor
	private volatile Map<String, TofuListenerContainer> listeners = Map.of();

	private volatile boolean running;

	/**
	 * A registry without listeners.
	 * @param settings what holds for listeners that do not say otherwise
	 * @param converter makes arguments of messages, and answers of results
	 * @param executor runs the listeners' methods, each on a thread of its own: must have
	 * room for as many as may run at a time, and never run them on the caller's thread
	 * @param peers the names a listener may be tied to: the configured peers, and
	 * {@link TofuChannel#SERVER} if this application listens
	 * @param resolvers the application's own argument resolvers, asked before the one for
	 * the payload
	 */
	public TofuListenerRegistry(TofuListenerSettings settings, TofuMessageConverter converter, Executor executor,
			Set<String> peers, List<? extends HandlerMethodArgumentResolver> resolvers) {
		this.settings = settings;
		this.converter = converter;
		this.executor = executor;
		this.mappingRules = new MappingRules(peers);
		this.payloadRules = new PayloadRules(converter);
		this.resolvers = List.copyOf(resolvers);
		this.inboxes = new Inboxes(settings, converter, executor, new MappingTable(this.routes, List.of()));
	}

	/**
	 * The listener of an id.
	 * @param id the id
	 * @return the listener, or null if there is none
	 */
	public @Nullable TofuListenerContainer get(String id) {
		return this.listeners.get(id);
	}

	/**
	 * All listeners.
	 * @return a snapshot, in the order of registration
	 */
	public Collection<TofuListenerContainer> all() {
		return this.listeners.values();
	}

	/**
	 * How many messages were lost because nobody here wanted or could take them and their
	 * sender does not wait for an answer. What is left of an answer that began too late
	 * counts as one.
	 * @return Signals and Responses dropped so far
	 */
	public long dropped() {
		return this.inboxes.droppedMessages();
	}

	/**
	 * Sets what checks payloads that are annotated with {@code @Valid} or
	 * {@code @Validated}; to be called before listeners are registered. Without a
	 * validator they are not checked.
	 * @param validator the validator, or null for none
	 */
	public void setValidator(@Nullable Validator validator) {
		this.validator = validator;
	}

	/**
	 * Sets the phase of this lifecycle.
	 * @param phase one lower than the traffic's
	 */
	public void setPhase(int phase) {
		this.phase = phase;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
	}

	/** Starts the listeners that start with the application. */
	@Override
	public synchronized void start() {
		this.running = true;
		all().stream().filter(TofuListenerContainer::isAutoStartup).forEach(TofuListenerContainer::start);
	}

	/** Stops all listeners and refuses what waits for them; does not wait for calls. */
	@Override
	public synchronized void stop() {
		this.running = false;
		all().forEach(TofuListenerContainer::stop);
		all().forEach((listener) -> listener.gate().abandonQueued());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Listeners outlive a pause of the context, as the traffic does.
	 * @return false
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void onMessage(TofuChannel channel, Message message) {
		this.inboxes.onMessage(channel, message);
	}

	@Override
	public void refuse(TofuChannel channel, Message message) {
		this.inboxes.refuse(channel, message);
	}

	@Override
	public boolean onCancel(TofuChannel channel, long messageId) {
		return this.inboxes.onCancel(channel, messageId);
	}

	@Override
	public void cutOff() {
		for (TofuListenerContainer listener : all()) {
			int calls = listener.gate().cutOff();
			if (calls > 0) {
				logger.warn("Cut off: {} calls of {}", calls, listener);
			}
		}
		this.inboxes.cutOff();
	}

	@Override
	public void onNotice(@Nullable TofuChannel channel, Message notice) {
		this.inboxes.onNotice(channel, notice);
	}

	@Override
	public void onDropped(TofuChannel channel, OpCode opCode, String reason) {
		this.inboxes.dropped(channel, opCode, reason);
	}

	@Override
	public void onChannelClosed(TofuChannel channel) {
		this.inboxes.onChannelClosed(channel);
	}

	@Override
	public boolean isBusyFor(TofuChannel channel) {
		return this.inboxes.isBusyFor(channel);
	}

	@Override
	public int inFlight() {
		int sum = this.inboxes.arriving().get();
		for (TofuListenerContainer listener : all()) {
			sum += listener.inFlight();
		}
		return sum;
	}

	@Override
	public int requestsInFlight() {
		int sum = this.inboxes.arriving().get();
		for (TofuListenerContainer listener : all()) {
			sum += listener.gate().requestsInFlight();
		}
		return sum;
	}

	/** Reads annotations for this registry. */
	ListenerDefinitionReader reader() {
		return new ListenerDefinitionReader(this.settings, this.routes, this.beanFactory);
	}

	/**
	 * Adds a listener, started if the registry runs and the listener starts by itself.
	 * @throws TofuListenerConfigurationException if it does not go with the others
	 */
	synchronized TofuListenerContainer register(ListenerDefinition definition) {
		this.mappingRules.check(definition, all());
		ListenerMethod method = methods().create(definition.bean(), definition.method());
		this.payloadRules.check(definition, method);
		this.variableRules.check(definition, method);
		TofuListenerContainer listener = new TofuListenerContainer(uniqueId(definition), definition, method,
				gate(definition), this.routes, methods().exceptionHandlersOf(definition.bean()),
				this.settings.includeMessage());
		Map<String, TofuListenerContainer> extended = new LinkedHashMap<>(this.listeners);
		extended.put(listener.id(), listener);
		this.listeners = Collections.unmodifiableMap(extended);
		if (this.running && listener.isAutoStartup()) {
			listener.start();
		}
		this.inboxes.table(new MappingTable(this.routes, all()));
		return listener;
	}

	private ListenerMethods methods() {
		ListenerMethods present = this.methods;
		if (present == null) {
			present = new ListenerMethods(this.converter, this.executor, this.resolvers, this.validator,
					this.beanFactory);
			this.methods = present;
		}
		return present;
	}

	private ListenerGate gate(ListenerDefinition definition) {
		return new ListenerGate(definition.ordering(), definition.concurrency(), this.settings.maxInFlight(),
				this.settings.maxQueued(), this.settings.maxQueuedSize(), this.executor);
	}

	private String uniqueId(ListenerDefinition definition) {
		TofuListenerContainer other = get(definition.id());
		if (other == null) {
			return definition.id();
		}
		if (definition.explicitId()) {
			throw new TofuListenerConfigurationException("The listener methods " + other.definition().methodName()
					+ " and " + definition.methodName() + " have the same id '" + definition.id() + "'",
					"Give one of them another id.");
		}
		int number = 2;
		while (this.listeners.containsKey(definition.id() + "#" + number)) {
			number++;
		}
		return definition.id() + "#" + number;
	}

}

package io.tofu.spring.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Finds {@link TofuListener} methods, also on proxies, interfaces and through annotations
 * of one's own, and registers them with the {@link TofuListenerRegistry}, which it takes
 * from the bean factory once all singletons are there. Beans made later are registered at
 * once.
 *
 * <p>
 * It has no order, and so comes after those that have: what proxies a bean has proxied it
 * by then.
 */
public final class TofuListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	// guarded by this
	private final List<Runnable> found = new ArrayList<>();

	private boolean singletonsInstantiated;

	private @Nullable BeanFactory beanFactory;

	/** A post processor; make it a bean by a static method. */
	public TofuListenerAnnotationBeanPostProcessor() {
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ScopedProxyFactoryBean) {
			makeProxyOnceSingletonsAreThere(beanName);
			return bean;
		}
		Class<?> type = AopUtils.getTargetClass(bean);
		boolean infrastructure = bean instanceof AopInfrastructureBean && !(bean instanceof ScopedObject);
		if (infrastructure || ScopedProxyUtils.isScopedTarget(beanName) || this.withoutListeners.contains(type)) {
			return bean;
		}
		Map<Method, Set<TofuListener>> methods = listenersOf(type);
		if (methods.isEmpty()) {
			this.withoutListeners.add(type);
		}
		methods.forEach((method, listeners) -> listeners
			.forEach((listener) -> onceSingletonsAreThere(() -> register(listener, bean, beanName, method))));
		return bean;
	}

	/**
	 * Registers the listeners found.
	 * @throws TofuListenerConfigurationException if one cannot work
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<Runnable> registrations;
		synchronized (this) {
			this.singletonsInstantiated = true;
			registrations = List.copyOf(this.found);
			this.found.clear();
		}
		registrations.forEach(Runnable::run);
		refuseBeansWithoutSingleInstance();
		this.withoutListeners.clear();
	}

	private static Map<Method, Set<TofuListener>> listenersOf(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, List.of(TofuListener.class, TofuListeners.class))) {
			return Map.of();
		}
		return MethodIntrospector.selectMethods(type,
				(MetadataLookup<Set<TofuListener>>) TofuListenerAnnotationBeanPostProcessor::listenersOf);
	}

	private static @Nullable Set<TofuListener> listenersOf(Method method) {
		Set<TofuListener> listeners = AnnotatedElementUtils.findMergedRepeatableAnnotations(method, TofuListener.class,
				TofuListeners.class);
		return listeners.isEmpty() ? null : listeners;
	}

	private void onceSingletonsAreThere(Runnable registration) {
		synchronized (this) {
			if (!this.singletonsInstantiated) {
				this.found.add(registration);
				return;
			}
		}
		registration.run();
	}

	/** Each instance would be a listener of its own, or, if nobody needs one, none. */
	private void refuseBeansWithoutSingleInstance() {
		if (!(this.beanFactory instanceof ConfigurableListableBeanFactory beans)) {
			return;
		}
		for (String beanName : beans.getBeanDefinitionNames()) {
			BeanDefinition definition = beans.getMergedBeanDefinition(beanName);
			if (definition.isSingleton() || definition.isAbstract() || ScopedProxyUtils.isScopedTarget(beanName)) {
				continue;
			}
			Class<?> type = beans.getType(beanName, false);
			if (type != null) {
				listenersOf(ClassUtils.getUserClass(type)).keySet().stream().findFirst().ifPresent((method) -> {
					throw new TofuListenerConfigurationException(
							"The bean '" + beanName + "' with the listener method "
									+ ClassUtils.getQualifiedMethodName(method, type) + "() has the scope '"
									+ definition.getScope() + "', so that there is no one instance to be called",
							"Make it a singleton, or give its scope a proxy: @Scope(proxyMode = ScopedProxyMode.TARGET_CLASS).");
				});
			}
		}
	}

	/** The registry would call them still when their context is closed. */
	private void refuseBeansOfChildren(String beanName) {
		if (beans() instanceof ListableBeanFactory context
				&& context.getBeanNamesForType(TofuListenerRegistry.class).length == 0) {
			throw new TofuListenerConfigurationException(
					"The bean '" + beanName + "' has listener methods, but is in a child of the application context"
							+ " that tofu is configured in",
					"Move it to that context, or configure tofu in the child only: "
							+ "exclude TofuAutoConfiguration from the parent.");
		}
	}

	/** Nobody else may ever ask for the proxy, which stands for the scoped bean. */
	private synchronized void makeProxyOnceSingletonsAreThere(String beanName) {
		if (!this.singletonsInstantiated) {
			this.found.add(() -> beans().getBean(beanName));
		}
	}

	private BeanFactory beans() {
		BeanFactory beans = this.beanFactory;
		Assert.state(beans != null, "No bean factory");
		return beans;
	}

	private void register(TofuListener listener, Object bean, String beanName, Method method) {
		refuseBeansOfChildren(beanName);
		TofuListenerRegistry registry = beans().getBean(TofuListenerRegistry.class);
		registry.register(registry.reader()
			.read(listener, bean, beanName, InvocableMethods.find("listener method", method, bean)));
	}

}

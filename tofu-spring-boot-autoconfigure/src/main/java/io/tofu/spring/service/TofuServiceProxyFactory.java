package io.tofu.spring.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

import io.tofu.spring.TofuClient;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * Makes clients of interfaces whose methods have {@link TofuExchange}. Thread-safe, as
 * the clients are.
 */
public final class TofuServiceProxyFactory implements EmbeddedValueResolverAware {

	private final TofuClient client;

	private @Nullable StringValueResolver resolver;

	/**
	 * A factory.
	 * @param client what the clients send through
	 */
	public TofuServiceProxyFactory(TofuClient client) {
		this.client = client;
	}

	@Override
	public void setEmbeddedValueResolver(StringValueResolver resolver) {
		this.resolver = resolver;
	}

	/**
	 * A client.
	 * @param type an interface, all of whose abstract methods have {@link TofuExchange}
	 * @param <S> that type
	 * @return an object that sends what its methods say
	 * @throws TofuServiceConfigurationException if a method cannot work, or its peer is
	 * not known
	 */
	public <S> S createClient(Class<S> type) {
		if (!type.isInterface()) {
			throw new TofuServiceConfigurationException(
					"A client cannot be made of " + type.getName() + ", which is no interface",
					"Take the methods with @TofuExchange to an interface.");
		}
		ServiceMethodReader reader = new ServiceMethodReader(type, this.client, this.resolver);
		Map<Method, ServiceMethod> methods = new HashMap<>();
		for (Method method : type.getMethods()) {
			if (sends(method)) {
				methods.put(method, reader.read(method));
			}
		}
		return ProxyFactory.getProxy(type, new Methods(type, methods));
	}

	/** Whether a method of a client is one that must say what it sends. */
	static boolean sends(Method method) {
		return Modifier.isAbstract(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method);
	}

	/** What the methods of one interface do. */
	private record Methods(Class<?> type, Map<Method, ServiceMethod> methods) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Method method = invocation.getMethod();
			ServiceMethod service = this.methods.get(method);
			if (service != null) {
				return service.invoke(invocation.getArguments());
			}
			if (method.isDefault() && invocation instanceof ProxyMethodInvocation proxied) {
				return InvocationHandler.invokeDefault(proxied.getProxy(), method, invocation.getArguments());
			}
			if (ReflectionUtils.isToStringMethod(method)) {
				return "client " + this.type.getName();
			}
			throw new UnsupportedOperationException(method + " is not a method of a client");
		}

	}

}

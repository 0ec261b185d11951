package io.tofu.spring.listener;

import java.lang.reflect.Method;

import org.springframework.aop.support.AopUtils;

/** Finds the methods of beans again on the proxies that stand for these. */
final class InvocableMethods {

	private InvocableMethods() {
	}

	/**
	 * The method to be called on a bean.
	 * @param role what the method is, for the message
	 * @throws TofuListenerConfigurationException if the bean is a proxy that has not got
	 * it
	 */
	static Method find(String role, Method method, Object bean) {
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new TofuListenerConfigurationException(
					"The " + role + " " + ListenerDefinition.describe(method, bean)
							+ " cannot be called on the proxy of its bean: " + ex.getMessage(),
					"Make the method public and part of an interface of the bean, or proxy the class itself (proxyTargetClass = true).",
					ex);
		}
	}

}

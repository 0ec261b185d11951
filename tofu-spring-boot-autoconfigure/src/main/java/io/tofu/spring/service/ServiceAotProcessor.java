package io.tofu.spring.service;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;

/**
 * Tells a native image what the clients that are interfaces need there: their proxies,
 * their methods, and the members of what these send and return.
 */
final class ServiceAotProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar payloads = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (bean.getBeanClass() == TofuServiceFactoryBean.class && bean.getMergedBeanDefinition()
			.getAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE) instanceof Class<?> type) {
			return (generation, code) -> register(type, generation.getRuntimeHints());
		}
		return null;
	}

	private void register(Class<?> type, RuntimeHints hints) {
		hints.proxies().registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(type));
		ReflectionHints reflection = hints.reflection();
		reflection.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
		for (Method method : type.getMethods()) {
			if (TofuServiceProxyFactory.sends(method)) {
				this.payloads.registerReflectionHints(reflection, types(type, method));
			}
		}
	}

	private static Type[] types(Class<?> type, Method method) {
		List<Type> types = new ArrayList<>();
		types.add(ServicePayload.of(ResolvableType.forMethodReturnType(method, type)).javaType());
		ServiceArgumentReader arguments = new ServiceArgumentReader(type, method, method.getName());
		arguments.read();
		ServicePayload sent = arguments.payload();
		if (sent != null) {
			types.add(sent.javaType());
		}
		return types.toArray(Type[]::new);
	}

}

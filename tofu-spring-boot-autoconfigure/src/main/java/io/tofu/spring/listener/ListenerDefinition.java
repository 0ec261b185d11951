package io.tofu.spring.listener;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * What a {@link TofuListener} says, read and checked for itself, not yet against others.
 *
 * @param id the id, or what to make one from if the annotation gives none
 * @param explicitId whether the annotation gives the id
 * @param bean the bean, which may be a proxy
 * @param method the method, which can be called on the bean
 * @param mapping which messages it is for
 * @param concurrency calls at a time
 * @param ordering what is handled one after another
 * @param autoStartup whether it starts with the application
 * @param errorHandler has the first say when it fails, null for none
 */
record ListenerDefinition(String id, boolean explicitId, Object bean, Method method, ListenerMapping mapping,
		int concurrency, Ordering ordering, boolean autoStartup, @Nullable TofuListenerErrorHandler errorHandler) {

	/** The method as people name it. */
	static String describe(Method method, Object bean) {
		return ClassUtils.getQualifiedMethodName(method, AopUtils.getTargetClass(bean)) + "()";
	}

	String methodName() {
		return describe(this.method, this.bean);
	}

}

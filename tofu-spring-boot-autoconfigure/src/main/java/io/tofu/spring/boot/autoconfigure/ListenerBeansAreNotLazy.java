package io.tofu.spring.boot.autoconfigure;

import java.lang.reflect.Method;

import io.tofu.spring.listener.TofuListener;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Makes beans with listeners even if {@code spring.main.lazy-initialization} is on: no
 * other bean asks for them, and their listeners would never be found.
 */
final class ListenerBeansAreNotLazy implements LazyInitializationExcludeFilter {

	@Override
	public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
		Class<?> type = ClassUtils.getUserClass(beanType);
		return AnnotationUtils.isCandidateClass(type, TofuListener.class)
				&& !MethodIntrospector.selectMethods(type, ListenerBeansAreNotLazy::isListener).isEmpty();
	}

	private static boolean isListener(Method method) {
		return !AnnotatedElementUtils.findMergedRepeatableAnnotations(method, TofuListener.class).isEmpty();
	}

}

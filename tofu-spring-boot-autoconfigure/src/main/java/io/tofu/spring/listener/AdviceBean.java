package io.tofu.spring.listener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ClassUtils;

/**
 * A bean that handles the exceptions of other beans' listeners.
 *
 * @param bean the bean, which may be a proxy
 * @param selectors which listeners it is for
 */
record AdviceBean(Object bean, TofuAdvice selectors) {

	/** All advice beans, in the order in which they are asked. */
	static List<AdviceBean> findIn(ListableBeanFactory beans) {
		List<Object> found = new ArrayList<>();
		for (String name : BeanFactoryUtils.beanNamesForAnnotationIncludingAncestors(beans, TofuAdvice.class)) {
			// The target of a scoped proxy is asked through its proxy
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				found.add(beans.getBean(name));
			}
		}
		AnnotationAwareOrderComparator.sort(found);
		List<AdviceBean> advice = new ArrayList<>();
		for (Object bean : found) {
			TofuAdvice selectors = AnnotatedElementUtils
				.findMergedAnnotation(ClassUtils.getUserClass(AopUtils.getTargetClass(bean)), TofuAdvice.class);
			if (selectors != null) {
				advice.add(new AdviceBean(bean, selectors));
			}
		}
		return List.copyOf(advice);
	}

	/** Whether it is for the listeners of beans of this type. */
	boolean isFor(Class<?> beanType) {
		Set<String> packages = packages();
		return (packages.isEmpty() && this.selectors.assignableTypes().length == 0
				&& this.selectors.annotations().length == 0)
				|| packages.stream().anyMatch((name) -> isBelow(beanType.getPackageName(), name))
				|| Arrays.stream(this.selectors.assignableTypes()).anyMatch((type) -> type.isAssignableFrom(beanType))
				|| Arrays.stream(this.selectors.annotations())
					.anyMatch((type) -> AnnotatedElementUtils.hasAnnotation(beanType, type));
	}

	private Set<String> packages() {
		Set<String> packages = new LinkedHashSet<>(List.of(this.selectors.basePackages()));
		for (Class<?> type : this.selectors.basePackageClasses()) {
			packages.add(type.getPackageName());
		}
		return packages;
	}

	private static boolean isBelow(String name, String above) {
		return name.equals(above) || name.startsWith(above + ".");
	}

}

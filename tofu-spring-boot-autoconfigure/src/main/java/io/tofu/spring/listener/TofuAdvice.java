package io.tofu.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a bean whose
 * {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler}
 * methods are for the listeners of all beans, or of those that at least one selector
 * names. A listener's own bean is asked first, then the advice beans in their
 * {@link org.springframework.core.annotation.Order @Order}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface TofuAdvice {

	/**
	 * The name of the bean.
	 * @return the name; empty for one made from the class name
	 */
	@AliasFor(annotation = Component.class, attribute = "value")
	String name() default "";

	/**
	 * Same as {@link #basePackages()}.
	 * @return package names
	 */
	@AliasFor("basePackages")
	String[] value() default {};

	/**
	 * Packages whose beans are meant, with the packages below them.
	 * @return package names
	 */
	@AliasFor("value")
	String[] basePackages() default {};

	/**
	 * The packages of these classes, with the packages below them.
	 * @return classes, which may be mere markers
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * Types of which the beans are.
	 * @return classes or interfaces
	 */
	Class<?>[] assignableTypes() default {};

	/**
	 * Annotations which the beans' classes have.
	 * @return annotation types
	 */
	Class<? extends Annotation>[] annotations() default {};

}

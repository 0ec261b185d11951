package io.tofu.spring.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes beans of interfaces with {@link TofuExchange}: of those listed, and of those
 * found in packages. Without any of both the package of the annotated class is searched.
 * A mistake in one of them keeps the application from starting.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(TofuServiceRegistrar.class)
public @interface ImportTofuServices {

	/**
	 * Same as {@link #types()}.
	 * @return the interfaces
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * Interfaces to make beans of.
	 * @return the interfaces
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * Packages that are searched, those in them included, for interfaces that have the
	 * annotation, or have methods with it.
	 * @return the names of the packages
	 */
	String[] basePackages() default {};

	/**
	 * As {@link #basePackages()}, but safe from mistyping: the packages of these classes.
	 * @return a class in each package
	 */
	Class<?>[] basePackageClasses() default {};

}

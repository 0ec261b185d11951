package io.tofu.spring;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * A generic type in the shape in which Spring's converters take it as a hint: a parameter
 * of that type, which is of no method in particular.
 */
final class PayloadType extends MethodParameter {

	private static final int RETURN_TYPE = -1;

	private static final MethodParameter ANY = new MethodParameter(ClassUtils.getMethod(Object.class, "toString"),
			RETURN_TYPE);

	private final Type type;

	PayloadType(Type type) {
		super(ANY);
		this.type = type;
	}

	@Override
	public Class<?> getParameterType() {
		return ResolvableType.forType(this.type).toClass();
	}

	@Override
	public Type getGenericParameterType() {
		return this.type;
	}

	@Override
	public Class<?> getNestedParameterType() {
		return getParameterType();
	}

	@Override
	public Type getNestedGenericParameterType() {
		return this.type;
	}

	@Override
	public MethodParameter nestedIfOptional() {
		return this;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PayloadType that && this.type.equals(that.type);
	}

	@Override
	public int hashCode() {
		return this.type.hashCode();
	}

}

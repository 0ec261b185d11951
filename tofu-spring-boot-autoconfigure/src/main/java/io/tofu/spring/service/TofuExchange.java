package io.tofu.spring.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.tofu.OpCode;

import org.springframework.core.annotation.AliasFor;

/**
 * Makes a method of an interface send a Request or Signal, and on the interface says what
 * its methods have in common. {@link ImportTofuServices} makes a bean of the interface,
 * {@link TofuServiceProxyFactory} an object.
 *
 * <p>
 * Route and peer may have <code>${placeholders}</code>.
 *
 * <p>
 * <b>Parameters</b> of the method may be: the payload
 * ({@link org.springframework.messaging.handler.annotation.Payload @Payload}, or one
 * parameter without annotation), also as a stream, as
 * {@link io.tofu.spring.TofuClient.RequestSpec#body TofuClient} takes it,
 * {@link org.springframework.messaging.handler.annotation.Header @Header} for a text
 * header, or several of that name if it is a collection or an array,
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} for a map of
 * them,
 * {@link org.springframework.messaging.handler.annotation.DestinationVariable @DestinationVariable}
 * for a part of the route, a {@link java.time.Duration} for the time-out, and a
 * {@link io.tofu.spring.TofuChannel} for where to send instead of to a peer.
 *
 * <p>
 * <b>The return type</b> is what the answer is turned into, nothing if it does not
 * matter, a {@link org.springframework.messaging.Message Message&lt;T&gt;} for its
 * headers, too, or a {@link java.util.concurrent.CompletableFuture} or, with Reactor, a
 * {@code Mono} of one of these. Of an answer that is read as it comes it is an
 * {@link java.io.InputStream}, a {@link java.util.stream.Stream Stream&lt;T&gt;} or
 * {@link io.tofu.spring.TofuStream TofuStream&lt;T&gt;}, each to be closed, or a
 * {@code Flux}. A Signal returns nothing, or {@code Mono<Void>}. The methods throw what
 * {@link io.tofu.spring.TofuClient} throws.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TofuExchange {

	/**
	 * Same as {@link #route()}.
	 * @return the route
	 */
	@AliasFor("route")
	String value() default "";

	/**
	 * The listener meant, like {@code stock.get} or {@code stock.{id}.get}; on the
	 * interface what the routes of all its methods begin with.
	 * @return the route; empty for the peer's default listener
	 */
	@AliasFor("value")
	String route() default "";

	/**
	 * Whom it is sent to: a name under {@code tofu.peer}. That of the method counts, if
	 * both have one.
	 * @return the name; empty if a parameter is the channel
	 */
	String peer() default "";

	/**
	 * Whether the method sends a {@link OpCode#REQUEST}, and waits for the answer, or a
	 * {@link OpCode#SIGNAL}. Only for methods.
	 * @return the operation
	 */
	OpCode op() default OpCode.REQUEST;

}

package io.tofu.spring.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.tofu.AmpeStatus;
import io.tofu.OpCode;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method that handles what peers send, on channels accepted and dialled alike.
 * May stand on one method several times, and on annotations of your own.
 *
 * <p>
 * All strings may have <code>${placeholders}</code> and <code>#{expressions}</code>.
 *
 * <p>
 * <b>Parameters</b> of the method may be: the payload
 * ({@link org.springframework.messaging.handler.annotation.Payload @Payload}, or one
 * parameter without annotation),
 * {@link org.springframework.messaging.handler.annotation.Header @Header},
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers},
 * {@link org.springframework.messaging.handler.annotation.DestinationVariable @DestinationVariable},
 * {@link org.springframework.messaging.Message Message&lt;?&gt;},
 * {@link io.tofu.spring.TofuChannel}, {@link AmpeStatus} for what the engine says, and
 * {@link io.tofu.Message}, which gets every frame as it came, one call for each, and is
 * closed when the method and the future it returned have ended. A payload may be taken
 * while it arrives, as {@link java.io.InputStream}, {@link java.util.stream.Stream
 * Stream&lt;T&gt;}, {@link io.tofu.spring.TofuStream TofuStream&lt;T&gt;},
 * {@code Flux<T>} or another publisher; what was not taken when the call is over is
 * thrown away.
 *
 * <p>
 * <b>The return value</b> of a method that handles a Request is its Response, whatever
 * else the method sends; without one an empty Response is sent. A
 * {@link java.util.concurrent.CompletionStage CompletionStage} sends its result when it
 * is there. A {@link org.springframework.messaging.Message Message&lt;?&gt;} gives text
 * headers, too. A stream, an {@link java.io.InputStream}, a
 * {@link org.springframework.core.io.Resource Resource}, a publisher, or whatever a
 * method returns that is declared to return an {@link Iterable}, is sent while it comes
 * into being, and closed. A returned {@link io.tofu.Message} is sent as it is, under the
 * id of the Request; of a method that gets frames only the value for the last one counts.
 * For a HelloRequest the return value is the HelloResponse and an exception rejects the
 * peer; the ByeResponse is always sent by us, after the method. For Signals, Responses
 * and notices it is ignored.
 *
 * <p>
 * <b>On the class</b> a {@link MessageMapping @MessageMapping} gives the routes of all
 * its listeners a common beginning: {@code orders} there and {@code get} here is the
 * route {@code orders.get}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(TofuListeners.class)
public @interface TofuListener {

	/**
	 * The listener's name in the registry, unique in the application.
	 * @return the id; empty for one made from bean name and method name
	 */
	String id() default "";

	/**
	 * Same as {@link #route()}.
	 * @return the route or pattern
	 */
	@AliasFor("route")
	String value() default "";

	/**
	 * What the text header {@code route} must be: a name ({@code orders.get}) or a
	 * pattern ({@code orders.*}, {@code orders.{id}}, {@code orders.**}).
	 * @return the route or pattern; empty handles what no other listener handles
	 */
	@AliasFor("value")
	String route() default "";

	/**
	 * The operations handled: of {@link OpCode#REQUEST}, {@link OpCode#SIGNAL},
	 * {@link OpCode#HELLO_REQUEST}, {@link OpCode#BYE_REQUEST} and
	 * {@link OpCode#RESPONSE} (those that answer nothing we asked). A method that returns
	 * a stream handles none but Requests, if they are among these.
	 * @return the operations
	 */
	OpCode[] op() default { OpCode.REQUEST, OpCode.SIGNAL };

	/**
	 * Instead of what peers send, handles what the engine says about the channels: its
	 * notices of these statuses, like {@link AmpeStatus#CHANNEL_CLOSED},
	 * {@link AmpeStatus#POOL_EMPTY} or {@link AmpeStatus#SEND_QUEUE_READY}. Notices have
	 * no route and no body; why they came stands in the header
	 * {@value io.tofu.Message#REASON}.
	 * @return the statuses; empty handles no notices
	 */
	AmpeStatus[] status() default {};

	/**
	 * Conditions on text headers that must all hold: {@code "PDL"} (is there),
	 * {@code "!PDL"} (is not there), {@code "PDL=PS"} (has the value), {@code "PDL!=PS"}
	 * (has not the value).
	 * @return the conditions
	 */
	String[] headers() default {};

	/**
	 * Handles only what comes from this peer: a name under {@code tofu.peer}, not that of
	 * a peer that was added at run time, or {@code server} for whoever connected to us.
	 * @return the name; empty for all
	 */
	String peer() default "";

	/**
	 * How many calls of the method may run at a time.
	 * @return a number; empty for {@code tofu.listener.concurrency}
	 */
	String concurrency() default "";

	/**
	 * What is handled one after another. An array only so that it can be left out.
	 * @return one element; empty for {@code tofu.listener.ordering}
	 */
	Ordering[] ordering() default {};

	/**
	 * Whether the listener starts with the application.
	 * @return true or false; empty for {@code tofu.listener.auto-startup}
	 */
	String autoStartup() default "";

	/**
	 * The {@link TofuListenerErrorHandler} that has the first say when the method fails.
	 * @return a bean name, or an expression whose value is a bean name or the handler
	 * itself; empty for none
	 */
	String errorHandler() default "";

}

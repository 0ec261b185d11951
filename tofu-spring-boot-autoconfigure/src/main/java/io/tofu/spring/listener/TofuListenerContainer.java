package io.tofu.spring.listener;

import java.lang.reflect.UndeclaredThrowableException;

import io.tofu.OpCode;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuMessageConverter;
import io.tofu.spring.TofuResponseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;

/**
 * One {@link TofuListener}: which messages it is for, the method, and how many calls may
 * run. Thread-safe.
 *
 * <p>
 * A stopped listener takes no new messages: Requests are answered with
 * {@code unavailable}, HelloRequests rejected with it, Signals dropped. What it has taken
 * before it finishes.
 */
public final class TofuListenerContainer implements Lifecycle {

	private static final Logger logger = LoggerFactory.getLogger(TofuListenerContainer.class);

	private final String id;

	private final ListenerDefinition definition;

	private final ListenerMethod method;

	private final ListenerGate gate;

	private final Routes routes;

	private final ExceptionHandlers exceptionHandlers;

	private final IncludeMessage includeMessage;

	private final StreamResults results;

	private volatile boolean running;

	TofuListenerContainer(String id, ListenerDefinition definition, ListenerMethod method, ListenerGate gate,
			Routes routes, ExceptionHandlers exceptionHandlers, IncludeMessage includeMessage) {
		this.id = id;
		this.definition = definition;
		this.method = method;
		this.gate = gate;
		this.routes = routes;
		this.exceptionHandlers = exceptionHandlers;
		this.includeMessage = includeMessage;
		this.results = new StreamResults(method.getReturnType());
	}

	/**
	 * The listener's name.
	 * @return the id, unique in the registry
	 */
	public String id() {
		return this.id;
	}

	/**
	 * The route or pattern it is for.
	 * @return the route; empty for what no other listener handles
	 */
	public String route() {
		return mapping().route();
	}

	/**
	 * Whether it starts with the application.
	 * @return false if it is only started by hand
	 */
	public boolean isAutoStartup() {
		return this.definition.autoStartup();
	}

	/** Takes messages from now on. */
	@Override
	public void start() {
		this.running = true;
	}

	/** Takes no new messages from now on; does not wait for those it has. */
	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Calls whose result is not there yet, queued and asynchronous ones included.
	 * @return the number
	 */
	public int inFlight() {
		return this.gate.callsInFlight();
	}

	/**
	 * Calls that have not started.
	 * @return the number
	 */
	public int queued() {
		return this.gate.queuedCalls();
	}

	ListenerMapping mapping() {
		return this.definition.mapping();
	}

	ListenerDefinition definition() {
		return this.definition;
	}

	ListenerGate gate() {
		return this.gate;
	}

	/** Whether it wants every frame as it came. */
	boolean takesFrames() {
		return this.method.takesFrames();
	}

	/** Whether it takes payloads while they arrive. */
	boolean takesStream() {
		return !this.method.streamParameters().isEmpty();
	}

	/** Whether it takes or returns streams. */
	boolean streams() {
		return takesStream() || this.results.areStreams();
	}

	/** What its results are. */
	StreamResults results() {
		return this.results;
	}

	/** Calls the method; on a listener thread. */
	@Nullable Object call(Message<?> message) throws Exception {
		return this.method.invoke(withVariables(message));
	}

	/**
	 * What the error handler makes of a failure, or else the exception handler methods.
	 * @throws Exception what is still wrong then
	 */
	@Nullable Object recover(Message<?> message, Throwable failure) throws Exception {
		Throwable remaining = failure;
		TofuListenerErrorHandler errorHandler = this.definition.errorHandler();
		if (errorHandler != null) {
			try {
				return errorHandler.handleError(message, reason(failure));
			}
			catch (Exception ex) {
				remaining = unlessRethrown(ex, failure);
			}
		}
		Throwable reason = reason(remaining);
		InvocableHandlerMethod handler = this.exceptionHandlers.find(reason);
		if (handler == null) {
			throw asException(remaining);
		}
		try {
			return ExceptionHandlers.call(handler, reason, withVariables(message), this.method);
		}
		catch (Exception ex) {
			if (!ex.equals(reason) && !(ex instanceof TofuResponseException)) {
				logger.error("An exception handler method failed. What it was to handle, in {}:", this, reason);
			}
			throw asException(unlessRethrown(ex, remaining));
		}
	}

	/** What the peer is told about a failure; those it did not expect are logged. */
	WireError describe(Throwable failure, OpCode opCode) {
		try {
			WireError error = WireError.of(failure, this.includeMessage);
			log(error, failure, opCode);
			return error;
		}
		catch (Throwable ex) {
			// The exception's own methods fail, but the peer waits for an answer
			logger.error("Failed on a {}: {}, by a {} that cannot be told", opCode, this, failure.getClass().getName(),
					ex);
			return new WireError(ErrorTypes.INTERNAL, null, false);
		}
	}

	@Override
	public String toString() {
		return "listener '" + this.id + "' (" + this.definition.methodName() + ", " + mapping() + ")";
	}

	private void log(WireError error, Throwable failure, OpCode opCode) {
		if (WireError.unwrap(failure) instanceof TofuDisconnectedException ex) {
			// Nothing to mend in the listener
			logger.warn("Failed on a {}: {}: {}", opCode, this, ex.toString());
		}
		else if (!error.expected()) {
			logger.error("Failed on a {}: {}", opCode, this, failure);
		}
		else if (opCode == OpCode.REQUEST || opCode == OpCode.HELLO_REQUEST) {
			logger.debug("Error '{}' for a {}: {}", error.type(), opCode, this, failure);
		}
		else {
			logger.warn("Failed on a {}: {}: {}", opCode, this, failure.toString());
		}
	}

	private Message<?> withVariables(Message<?> message) {
		String pattern = mapping().route();
		String route = this.routes.isPattern(pattern) ? Routes.of(message.getHeaders()) : null;
		if (route == null) {
			return message;
		}
		return TofuMessageConverter.withHeader(message,
				DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
				this.routes.variables(pattern, route));
	}

	/** What user code is told of a failure. */
	private static Throwable reason(Throwable failure) {
		return (failure instanceof BadArgumentsException bad) ? bad.reason() : failure;
	}

	/** Bad arguments stay bad arguments if nobody found anything better to say. */
	private static Throwable unlessRethrown(Exception thrown, Throwable failure) {
		return thrown.equals(reason(failure)) ? failure : thrown;
	}

	private static Exception asException(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof Exception exception) ? exception : new UndeclaredThrowableException(failure);
	}

}

package io.tofu.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

import io.tofu.AmpeOptions;
import io.tofu.AmpeOptionsBuilder;

/**
 * A loop that has nothing to do, so that a test may do its work: what belongs to whoever
 * has the turn is touched by nobody else.
 */
final class IdleReactor implements AutoCloseable {

	private final Reactor reactor;

	IdleReactor(UnaryOperator<AmpeOptionsBuilder> with) {
		try {
			this.reactor = new Reactor(with.apply(AmpeOptions.builder()).build(), System::nanoTime);
			this.reactor.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Reactor reactor() {
		return this.reactor;
	}

	Group group() {
		return this.reactor.groups().create();
	}

	/** A connection that is not up. */
	Connection connection(Group group) {
		return new DialledConnection(this.reactor.table().claim(), group, this.reactor);
	}

	@Override
	public void close() {
		this.reactor.close();
	}

}

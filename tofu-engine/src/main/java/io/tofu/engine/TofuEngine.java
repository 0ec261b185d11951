package io.tofu.engine;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.tofu.AllocationStrategy;
import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStats;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.MessageStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts engines. */
public final class TofuEngine implements Ampe {

	private static final Logger logger = LoggerFactory.getLogger(TofuEngine.class);

	/** So many first ids are possible that two processes hardly ever count alike. */
	private static final long FIRST_IDS = 1L << 53;

	/** Of this process, so that an id tells one message whatever engine it came from. */
	private static final AtomicLong messageIds = new AtomicLong(new SecureRandom().nextLong(FIRST_IDS));

	private final Reactor reactor;

	private TofuEngine(Reactor reactor) {
		this.reactor = reactor;
	}

	/**
	 * Starts an engine with its thread.
	 * @param options the options
	 * @return the engine, to be closed by the caller
	 * @throws AmpeException {@link AmpeStatus#ALLOCATION_FAILED} if the system does not
	 * give what an engine needs
	 */
	public static Ampe start(AmpeOptions options) {
		return start(options, System::nanoTime);
	}

	/** Starts an engine by another clock. */
	static Ampe start(AmpeOptions options, LongSupplier clock) {
		try {
			Reactor reactor = new Reactor(options, clock);
			reactor.start();
			logger.info("tofu engine started");
			return new TofuEngine(reactor);
		}
		catch (IOException | OutOfMemoryError ex) {
			throw new AmpeException(AmpeStatus.ALLOCATION_FAILED, Reasons.of("The engine cannot start", ex), ex);
		}
	}

	static long nextId() {
		long id = messageIds.incrementAndGet();
		return (id != 0) ? id : messageIds.incrementAndGet();
	}

	@Override
	public @Nullable Message get(AllocationStrategy strategy) {
		Envelope envelope = switch (strategy) {
			case ALWAYS -> this.reactor.pool().acquire();
			case POOL_ONLY -> this.reactor.pool().acquirePooled();
		};
		return (envelope != null) ? envelope.toApplication() : null;
	}

	@Override
	public Message get() {
		return this.reactor.pool().acquire().toApplication();
	}

	@Override
	public void put(@Nullable Message message) {
		if (message == null) {
			return;
		}
		MessageStorage storage = Envelope.takeFrom(message);
		if (storage instanceof Envelope envelope && envelope.belongsTo(this.reactor.pool())) {
			envelope.release();
			return;
		}
		Envelope.giveBack(storage, message);
		throw new AmpeException(AmpeStatus.INVALID_MESSAGE, "The message belongs to another engine");
	}

	@Override
	public ChannelGroup createGroup() {
		return this.reactor.groups().create();
	}

	@Override
	public long nextMessageId() {
		return nextId();
	}

	@Override
	public boolean isRunning() {
		return this.reactor.isRunning();
	}

	@Override
	public AmpeStats stats() {
		MessagePool pool = this.reactor.pool();
		Tally received = this.reactor.totals().received();
		Tally sent = this.reactor.totals().sent();
		return new AmpeStats(pool.free(), pool.inUse(), this.reactor.table().size(), this.reactor.groups().count(),
				this.reactor.totals().send().bytes(), this.reactor.totals().partialFrames().bytes(),
				received.messages(), received.bytes(), sent.messages(), sent.bytes(), this.reactor.passes());
	}

	@Override
	public void close() {
		this.reactor.close();
	}

}

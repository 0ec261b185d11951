package io.tofu.spring;

import java.util.function.UnaryOperator;

import io.tofu.Address;
import io.tofu.AmpeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one peer listens. What its placeholders stand for may have changed, and is looked
 * up each time. Thread-safe.
 */
final class PeerAddress {

	private static final Logger logger = LoggerFactory.getLogger(PeerAddress.class);

	private final String configured;

	private volatile UnaryOperator<String> resolver = UnaryOperator.identity();

	private volatile @Nullable Address last;

	PeerAddress(String configured) {
		this.configured = configured;
	}

	/**
	 * Says who knows what placeholders stand for. What they stand for may not be known
	 * yet.
	 * @throws TofuException if the address cannot be read
	 */
	void check(String peer, UnaryOperator<String> resolver) {
		this.resolver = resolver;
		try {
			resolve();
		}
		catch (AmpeException ex) {
			throw new TofuException("Peer '" + peer + "': " + ex.getMessage(), ex);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("The address of peer '{}' is not known yet", peer, ex);
		}
	}

	/** Whether code of the application is asked, which may take its time. */
	boolean hasPlaceholders() {
		return this.configured.contains("{");
	}

	/**
	 * The address at this moment.
	 * @throws AmpeException if it cannot be read
	 * @throws RuntimeException if a placeholder stands for nothing
	 */
	Address resolve() {
		Address resolved = Address.client(this.resolver.apply(this.configured));
		this.last = resolved;
		return resolved;
	}

	/** What was last {@link #resolve resolved}, or null. */
	@Nullable Address last() {
		return this.last;
	}

}

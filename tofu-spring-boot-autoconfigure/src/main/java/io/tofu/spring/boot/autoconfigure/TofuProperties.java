package io.tofu.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tofu.spring.StartupFailurePolicy;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * Properties of tofu: the engine, what this application listens on, the peers it connects
 * to, the listeners and the streams.
 */
@ConfigurationProperties(prefix = "tofu", ignoreUnknownFields = false)
public class TofuProperties {

	/**
	 * Whether tofu is used at all.
	 */
	private boolean enabled = true;

	/**
	 * Peers this application connects to, by name.
	 */
	private final Map<String, TofuPeerProperties> peer = new LinkedHashMap<>();

	@NestedConfigurationProperty
	private final TofuEngineProperties engine = new TofuEngineProperties();

	@NestedConfigurationProperty
	private final TofuListenerProperties listener = new TofuListenerProperties();

	private final Server server = new Server();

	private final Shutdown shutdown = new Shutdown();

	private final Stream stream = new Stream();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Map<String, TofuPeerProperties> getPeer() {
		return this.peer;
	}

	public TofuEngineProperties getEngine() {
		return this.engine;
	}

	public TofuListenerProperties getListener() {
		return this.listener;
	}

	public Server getServer() {
		return this.server;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	public Stream getStream() {
		return this.stream;
	}

	/**
	 * Properties of what this application listens on.
	 */
	public static class Server {

		/**
		 * Addresses to listen on, like 'tcp://0.0.0.0:7099' or 'unix:/run/app.sock'. The
		 * application does not listen if there is none.
		 */
		private List<String> address = new ArrayList<>();

		/**
		 * What happens if an address cannot be listened on when the application starts.
		 */
		private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.STOP;

		public List<String> getAddress() {
			return this.address;
		}

		public void setAddress(List<String> address) {
			this.address = address;
		}

		public StartupFailurePolicy getStartupFailurePolicy() {
			return this.startupFailurePolicy;
		}

		public void setStartupFailurePolicy(StartupFailurePolicy startupFailurePolicy) {
			this.startupFailurePolicy = startupFailurePolicy;
		}

	}

	/**
	 * Properties of stopping.
	 */
	public static class Shutdown {

		/**
		 * Time that what is in flight may take to finish when the application stops.
		 */
		private Duration gracePeriod = Duration.ofSeconds(20);

		/**
		 * Time the peers may take to answer the Bye when the application stops.
		 */
		private Duration byeTimeout = Duration.ofSeconds(5);

		public Duration getGracePeriod() {
			return this.gracePeriod;
		}

		public void setGracePeriod(Duration gracePeriod) {
			this.gracePeriod = gracePeriod;
		}

		public Duration getByeTimeout() {
			return this.byeTimeout;
		}

		public void setByeTimeout(Duration byeTimeout) {
			this.byeTimeout = byeTimeout;
		}

	}

	/**
	 * Properties of streams.
	 */
	public static class Stream {

		/**
		 * Amount of data of one stream that waits for its consumer before the sender must
		 * wait. Each message counts 64 bytes more than its body.
		 */
		private DataSize window = DataSize.ofMegabytes(1);

		/**
		 * Time a stream may stand still although one side waits for the other.
		 */
		private Duration idleTimeout = Duration.ofSeconds(30);

		public DataSize getWindow() {
			return this.window;
		}

		public void setWindow(DataSize window) {
			this.window = window;
		}

		public Duration getIdleTimeout() {
			return this.idleTimeout;
		}

		public void setIdleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
		}

	}

}

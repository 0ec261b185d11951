package io.tofu.spring.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tofu.spring.TofuConnections;
import io.tofu.spring.TofuTraffic;
import io.tofu.spring.listener.TofuListenerRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What starts and stops beside the parts of tofu finds them as their phases say.
 */
class PhasesTests {

	private static final String NOTHING = "";

	private static final String CONNECTIONS = "connections ";

	private static final String ALL = "connections listeners traffic ";

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@CsvSource({ TofuConnections.PHASE + "," + TofuTraffic.PHASE, "10,20", "-7,-3" })
	void neighboursFindWhatStartsBeforeThemAndStopsAfterThem(int connections, int traffic) {
		ConfigurableApplicationContext context = Station.application(Station.class, WebApplicationType.NONE)
			.registerShutdownHook(false)
			.initializers((starting) -> {
				add(starting, "above all", traffic + 1);
				add(starting, "below the listeners", traffic - 2);
				add(starting, "above the connections", connections + 1);
				add(starting, "below all", connections - 1);
			})
			.run(ChildProcess.asArguments("tofu.server.address=tcp://127.0.0.1:0", "tofu.listener.phase=" + traffic,
					"tofu.engine.phase=" + connections));
		context.close();
		assertThat(this.seen).containsExactly("below all: " + NOTHING, "above the connections: " + CONNECTIONS,
				"below the listeners: " + CONNECTIONS, "above all: " + ALL, "above all: " + ALL,
				"below the listeners: " + CONNECTIONS, "above the connections: " + CONNECTIONS,
				"below all: " + NOTHING);
	}

	private void add(ConfigurableApplicationContext context, String name, int phase) {
		context.getBeanFactory().registerSingleton(name, new Neighbour(context, name, phase));
	}

	/** Looks around whenever it starts or stops. */
	private final class Neighbour implements SmartLifecycle {

		private final ConfigurableApplicationContext context;

		private final String name;

		private final int phase;

		private volatile boolean running;

		Neighbour(ConfigurableApplicationContext context, String name, int phase) {
			this.context = context;
			this.name = name;
			this.phase = phase;
		}

		@Override
		public void start() {
			look();
			this.running = true;
		}

		@Override
		public void stop() {
			look();
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

		private void look() {
			boolean connections = this.context.getBean(TofuConnections.class).isRunning();
			boolean listeners = this.context.getBean(TofuListenerRegistry.class).isRunning();
			boolean traffic = this.context.getBean(TofuTraffic.class).isRunning();
			PhasesTests.this.seen.add(this.name + ": " + (connections ? CONNECTIONS : NOTHING)
					+ (listeners ? "listeners " : NOTHING) + (traffic ? "traffic " : NOTHING));
		}

	}

}

package io.tofu.benchmarks.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.benchmarks.load.Load;
import io.tofu.benchmarks.plan.Entrant;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that everybody does what is measured, with server and client in one process.
 * Native parts are there for this platform alone.
 */
@EnabledOnOs(value = OS.LINUX, architectures = { "amd64", "x86_64" })
class ContendersTests {

	private static final int BODY_LENGTH = 1000;

	private static final int CONNECTIONS = 3;

	private static final int WINDOW = 4;

	@TempDir
	private Path folder;

	static List<Entrant> entrants() {
		return Entrant.select("all").stream().filter((entrant) -> !entrant.contender().isApplication()).toList();
	}

	@ParameterizedTest
	@MethodSource("entrants")
	void echoes(Entrant entrant) throws IOException, InterruptedException {
		onOneConnection(entrant, (client) -> {
			client.echo();
			client.echo();
		});
	}

	@ParameterizedTest
	@MethodSource("entrants")
	void sendsOneWayAndWaitsForTheEnd(Entrant entrant) throws IOException, InterruptedException {
		onOneConnection(entrant, (client) -> {
			client.oneWay(100);
			client.oneWay(1);
			client.echo();
		});
	}

	@ParameterizedTest
	@MethodSource("entrants")
	void drainsAllLanes(Entrant entrant) throws IOException, InterruptedException {
		int connections = (entrant.contender() == Contenders.RAW_BLOCKING) ? 1 : CONNECTIONS;
		use(entrant, connections, (client) -> {
			Load load = new Load(connections, WINDOW, null);
			load.stop();
			client.stream(load);
			assertThat(load.isRunning()).isFalse();
			assertThat(load.replies()).isEqualTo((long) connections * WINDOW);
		});
	}

	private interface Use {

		void with(Contender.Client client) throws IOException, InterruptedException;

	}

	private void onOneConnection(Entrant entrant, Use use) throws IOException, InterruptedException {
		use(entrant, 1, use);
	}

	private void use(Entrant entrant, int connections, Use use) throws IOException, InterruptedException {
		Endpoint at = switch (entrant.transport()) {
			case TCP -> Endpoint.tcp(0);
			case UDS -> Endpoint.uds(this.folder.resolve("s").toString());
		};
		try (Contender serving = entrant.contender().create();
				Contender.Server server = serving.serve(at);
				Contender connecting = entrant.contender().create();
				Contender.Client client = connecting.connect(server.endpoint(), connections, BODY_LENGTH)) {
			use.with(client);
		}
	}

}

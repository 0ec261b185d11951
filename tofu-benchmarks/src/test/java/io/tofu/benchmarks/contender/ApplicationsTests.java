package io.tofu.benchmarks.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.benchmarks.load.Load;
import io.tofu.benchmarks.plan.Entrant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring applications do what is measured, with both in one process.
 */
@EnabledOnOs(value = OS.LINUX, architectures = { "amd64", "x86_64" })
class ApplicationsTests {

	private static final int NOTE_LENGTH = 64;

	private static final int WINDOW = 8;

	@TempDir
	private Path folder;

	static List<Entrant> entrants() {
		return Entrant.select("all").stream().filter((entrant) -> entrant.contender().isApplication()).toList();
	}

	@ParameterizedTest
	@MethodSource("entrants")
	void call(Entrant entrant) throws IOException, InterruptedException {
		use(entrant, (client) -> {
			client.echo();
			client.echo();
			Load load = new Load(1, WINDOW, null);
			load.stop();
			client.stream(load);
			assertThat(load.isRunning()).isFalse();
			assertThat(load.replies()).isEqualTo(WINDOW);
		});
	}

	@ParameterizedTest
	@MethodSource("entrants")
	void streamsElements(Entrant entrant) throws IOException, InterruptedException {
		use(entrant, (client) -> {
			client.elements(0);
			client.elements(1000);
		});
	}

	@Test
	void uploads() throws IOException, InterruptedException {
		use(new Entrant(Contenders.SPRING_TOFU, Endpoint.Transport.TCP), (client) -> client.upload(100));
	}

	private interface Use {

		void with(Contender.Client client) throws IOException, InterruptedException;

	}

	private void use(Entrant entrant, Use use) throws IOException, InterruptedException {
		Endpoint at = switch (entrant.transport()) {
			case TCP -> Endpoint.tcp(0);
			case UDS -> Endpoint.uds(this.folder.resolve("s").toString());
		};
		try (Contender serving = entrant.contender().create();
				Contender.Server server = serving.serve(at);
				Contender connecting = entrant.contender().create();
				Contender.Client client = connecting.connect(server.endpoint(), 1, NOTE_LENGTH)) {
			use.with(client);
		}
	}

}

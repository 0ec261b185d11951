package io.tofu.spring.streams;

import java.time.Duration;
import java.util.List;

import io.tofu.spring.lifecycle.ChildProcess;
import io.tofu.test.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Much more than the memory of two programs goes from one to the other, and back, and
 * both at once, with the default settings: {@code -Dtofu.stream.size=1073741824} for a
 * gigabyte each way. Memory that grows with what is sent ends them.
 */
@Timeout(600)
class TransferTests {

	private static final long SIZE = Long.getLong("tofu.stream.size", 128L << 20);

	private static final Duration PATIENCE = Duration.ofMinutes(9);

	private static final List<String> SMALL = List.of("-ea", "-Xmx64m", "-XX:MaxDirectMemorySize=32m",
			"-XX:+ExitOnOutOfMemoryError");

	@Test
	void anySizeGoesThroughSmallMemoryWhileSmallRequestsAreAnswered() {
		String address = "tcp://127.0.0.1:" + FreePorts.tcp();
		try (ChildProcess depot = ChildProcess.start(SMALL, Depot.class, "tofu.server.address=" + address);
				ChildProcess courier = ChildProcess.start(SMALL, Courier.class, "tofu.peer.depot.address=" + address,
						"tofu.peer.depot.connect-wait=60s", "size=" + SIZE)) {
			int exit = courier.awaitExit(PATIENCE);
			courier.output().lines().filter((line) -> line.contains("MiB")).forEach(System.out::println);
			assertThat(exit).as(courier::output).isZero();
			assertThat(courier.output()).contains("up:", "down:", "both:", Courier.MEMORY);
			assertThat(depot.output()).doesNotContain("ERROR", "WARN");
		}
	}

}

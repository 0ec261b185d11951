package io.tofu.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Only a listener that is busy is tried again; what can never work fails at once.
 */
@Timeout(30)
class DialingTests {

	private static final Duration SOON = Duration.ofSeconds(2);

	@Test
	void pathThroughAFileFailsAtOnce(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		try (Ampe ampe = TofuEngine.start(AmpeOptions.defaults()); ChannelGroup group = ampe.createGroup()) {
			try (Message hello = ampe.get()) {
				Address.udsClient(file.resolve("s").toString()).format(hello);
				group.post(hello);
			}
			try (Message answer = group.waitReceive(SOON)) {
				assertThat(answer).as("an answer long before the connect timeout").isNotNull();
				// whether such a path exists is answered differently by different JDKs
				assertThat(answer.status()).isIn(AmpeStatus.CONNECT_FAILED, AmpeStatus.UDS_PATH_NOT_FOUND);
			}
		}
	}

}

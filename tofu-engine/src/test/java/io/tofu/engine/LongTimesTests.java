package io.tofu.engine;

import java.time.Duration;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever wants no limit writes the longest duration there is.
 */
@Timeout(30)
class LongTimesTests {

	private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

	@Test
	void endlessTimeoutsDoNoHarm() {
		AmpeOptions options = AmpeOptions.builder()
			.connectTimeout(LONGEST)
			.helloTimeout(LONGEST)
			.byeTimeout(LONGEST)
			.closeTimeout(LONGEST)
			.build();
		try (Ampe ampe = TofuEngine.start(options); ChannelGroup group = ampe.createGroup()) {
			try (Message hello = ampe.get()) {
				Address.udsClient("/nowhere/s").format(hello);
				group.post(hello);
			}
			try (Message answer = group.waitReceive(LONGEST)) {
				assertThat(answer).isNotNull();
				assertThat(answer.status()).isEqualTo(AmpeStatus.UDS_PATH_NOT_FOUND);
			}
		}
	}

}

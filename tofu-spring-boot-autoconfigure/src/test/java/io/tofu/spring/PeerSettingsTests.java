package io.tofu.spring;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What makes no sense is refused where it is written, with a reason. */
class PeerSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "  " })
	void addressIsNeeded(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> PeerSettings.of(address))
			.withMessageContaining("needs an address");
	}

	@Test
	void timesAreChecked() {
		refuses("connect timeout", (settings) -> settings.connectTimeout(Duration.ZERO));
		refuses("connect timeout", (settings) -> settings.connectTimeout(ChronoUnit.FOREVER.getDuration()));
		refuses("connect wait", (settings) -> settings.connectWait(Duration.ofMillis(-1)));
		refuses("request timeout", (settings) -> settings.requestTimeout(Duration.ZERO));
		refuses("request timeout", (settings) -> settings.requestTimeout(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HeartbeatSettings(Duration.ofSeconds(1), ChronoUnit.FOREVER.getDuration()))
			.withMessageContaining("36500 days");
	}

	@ParameterizedTest
	@CsvSource({ "'',x,name", "a b,x,'a b'", "a:b,x,'a:b'", "~connect_to,x,~connect_to", "tofu-drain,no,reserved",
			"tenant,'',tenant", "tenant,'a\nb',tenant" })
	void headersAreChecked(String name, String value, String reason) {
		refuses(reason, (settings) -> settings.header(name, value));
	}

	@Test
	void soundOnesAreTaken() {
		PeerSettings settings = PeerSettings.builder("tcp://${host}:7099")
			.header("X_Region", "west coast")
			.connectTimeout(Duration.ofNanos(1))
			.connectWait(Duration.ZERO)
			.requestTimeout(ChronoUnit.FOREVER.getDuration())
			.build();
		assertThat(settings.headers()).isEqualTo(Map.of("X_Region", "west coast"));
	}

	@Test
	void whatIsConnectedAtRunTimeIsCheckedToo() {
		try (TestApplication client = TestApplication.with().start()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> client.peers.connect(" ", PeerSettings.of("tcp://127.0.0.1:1")))
				.withMessageContaining("needs a name");
			assertThat(client.peers.all()).isEmpty();
		}
	}

	private static void refuses(String reason, UnaryOperator<PeerSettings.Builder> mistake) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> mistake.apply(PeerSettings.builder("tcp://127.0.0.1:1")).build())
			.withMessageContaining(reason);
	}

}
